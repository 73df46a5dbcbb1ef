/** One program under several conventions: which rules differ, how far the numbers part, and which rule does it. */
export { compareConventions } from './compareConventions.js';
export { finiteRanges } from './finiteRange.js';
export { formulasOf } from './formulasOf.js';
export { differencesBetween } from './rules.js';
export { RunUnder, workOfPass } from './runUnder.js';
export type * from './comparison.js';
