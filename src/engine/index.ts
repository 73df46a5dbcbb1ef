/** BatchNorm itself: tensors, moments, forward, backward, conventions. Knows no file, no editor, no thread. */
export * from './advance.js';
export * from './computeMoments.js';
export * from './convention.js';
export * from './conventions/index.js';
export * from './engineError.js';
export * from './forward.js';
export { initialState, isAffine, isTracking } from './initialState.js';
export * from './initialWeight.js';
export * from './layer.js';
export * from './layout.js';
export * from './mergeMoments.js';
export * from './moments.js';
export * from './momentsAccumulator.js';
export { evalNormalizer, type Normalizer } from './normalizer.js';
export * from './normalizeValues.js';
export { updateWeights } from './runningAverage.js';
export * from './stages.js';
export * from './tensor.js';
