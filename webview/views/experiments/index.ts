/** What BatchNorm is said to do, tried on this batch. */
import './experiments.js';
