/** Statistics of several axes beside each other, for whoever does not know which counts the channels. */
import './axisComparison.js';
