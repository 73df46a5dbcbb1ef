/** What was expected against what was found, and which rule explains it. */
import './check.js';
