/** The same program under two or more conventions. */
import './compare.js';
