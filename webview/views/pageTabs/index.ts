/** The tabs that lead to the pages beside the debugger. */
import './pageTabs.js';
