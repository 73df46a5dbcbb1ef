/** Histograms of a channel before, within and after normalization. */
import './distribution.js';
