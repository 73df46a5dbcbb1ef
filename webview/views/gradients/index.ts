/** The backward pass, with and without the gradient through the statistics. */
import './gradients.js';
