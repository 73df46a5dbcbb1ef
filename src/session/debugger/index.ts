/** A debugger's words for a Session: what names stand for at a pass, and where a run stops. */
export { recordEnvironment } from './recordEnvironment.js';
export { untilCondition, untilFinding, untilOf } from './untilOf.js';
