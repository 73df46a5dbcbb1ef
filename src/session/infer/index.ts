/** Which rule explains expected outputs and running values: every convention with eps and momentum fitted, ranked. */
export { Inference } from './inference.js';
export { conventionUnder, normalizerUnder } from './passUnder.js';
export type * from './explanation.js';
