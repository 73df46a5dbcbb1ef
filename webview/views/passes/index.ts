/** The passes as a list, or as marks over a chart. */
import './passes.js';
import './passesStrip.js';
