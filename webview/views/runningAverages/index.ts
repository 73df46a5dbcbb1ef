/** The running values of a channel over the passes, and the batches around them. */
import './runningAverages.js';
