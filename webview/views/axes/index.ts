/** What each axis of the tensor counts, and which two the picture of the output shows. */
import './axes.js';
