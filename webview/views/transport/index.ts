/** The debugger's toolbar, and where the user stands. */
import './transport.js';
