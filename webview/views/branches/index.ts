/** The sessions that stay beside this one since something was set. */
import './branches.js';
