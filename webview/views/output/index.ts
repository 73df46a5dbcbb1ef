/** Values before and after the pass, as pictures or as numbers. */
import './output.js';
