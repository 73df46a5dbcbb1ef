/** A debugger's words for a Session: what names stand for at a pass and inside it, its algorithm as text, where a run stops. */
export { hitCounts, type Holds } from './hitCounts.js';
export { listingOf, type ListingLine } from './listingOf.js';
export { recordEnvironment } from './recordEnvironment.js';
export { valuesAfter, type PlaceValue } from './valuesAfter.js';
export { untilCondition, untilFinding, untilOf } from './untilOf.js';
