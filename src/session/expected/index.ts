/** What a pass was expected to give, against what it gave: in detail, as an image. */
export { compareInDetail, type DetailedComparison, type WorstElement } from './compareInDetail.js';
export { expectedSlice, type ExpectedSlice, type ExpectedSliceRequest } from './expectedSlice.js';
export { type ExpectedTensor, expectedTensor, NothingExpectedError } from './expectedTensor.js';
