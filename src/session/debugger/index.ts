/** A debugger's words for a Session: what names stand for at a pass, and where a run stops. */
export { hitCounts, type Holds } from './hitCounts.js';
export { recordEnvironment } from './recordEnvironment.js';
export { untilCondition, untilFinding, untilOf } from './untilOf.js';
