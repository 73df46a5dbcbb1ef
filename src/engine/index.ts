/** BatchNorm itself: tensors, moments, forward, backward, conventions. Knows no file, no editor, no thread. */
export * from './advance.js';
export * from './backward.js';
export { changedLayer, changedState, type SetValues, type StateChanges } from './changedState.js';
export { TooManyChannelsError } from './channelLimit.js';
export * from './computeMoments.js';
export * from './convention.js';
export * from './conventions/index.js';
export { asWrittenStatistics } from './emulation/asWrittenStatistics.js';
export * from './emulation/emulation.js';
export { heldState } from './emulation/heldState.js';
export type { MemoryOrder } from './emulation/memoryOrder.js';
export { nativeCodeOf } from './emulation/nativeCode.js';
export { lostDigits } from './emulation/lostDigits.js';
export { largestOf } from './emulation/roundTo.js';
export * from './engineError.js';
export { checkFit } from './fit.js';
export * from './forward.js';
export { initialState, isAffine, isTracking } from './initialState.js';
export * from './initialWeight.js';
export {
  fastestKernels,
  plainKernels,
  type AffineSeries,
  type Arena,
  type BinEdges,
  type Kernels,
} from './kernels/index.js';
export type { PartialMoments } from './groupTotals.js';
export * from './layer.js';
export * from './layout.js';
export { outputShape } from './linear.js';
export * from './mergeMoments.js';
export * from './overrideConvention.js';
export * from './partialMoments.js';
export * from './moments.js';
export * from './momentsAccumulator.js';
export * from './momentsFor.js';
export { evalNormalizer, type Normalizer } from './normalizer.js';
export * from './normalizeValues.js';
export { updateWeights } from './runningAverage.js';
export { stateAfterError } from './refusedBatch.js';
export * from './stages.js';
export * from './storedLayout.js';
export * from './tensor.js';
export * from './trackedPass.js';
