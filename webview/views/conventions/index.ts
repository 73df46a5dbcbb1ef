/** The cards of the conventions: formulas, differences, sources. */
import './conventions.js';
