/** The stages of a pass with their formulas and numbers. */
import './arithmetic.js';
