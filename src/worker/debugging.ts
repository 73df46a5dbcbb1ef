/** What a debug session needs, and a run to a condition: loaded when the first asks. */
export { Debugger, untilOf } from '../session/index.js';
