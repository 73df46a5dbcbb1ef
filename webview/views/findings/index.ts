/** What the debugger noticed, and what to do about it. */
import './findings.js';
