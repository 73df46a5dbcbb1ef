/** Population statistics made anew from the batches, and what they mend; the layer folded into the one before it. */
export { distancesOf, type Distances } from './distance.js';
export { outliersAmong, type OutlierBatch } from './outliers.js';
export { batchWeight, momentumOf, recompute, type RepairMethod, repairMethods, type Statistics } from './recompute.js';
export { remainingCauses, type RemainingCause } from './remains.js';
export { type TrainBatch, trainBatches } from './trainBatch.js';
export { checkFold, type FoldCheck, foldTolerance } from './checkFold.js';
export type { LayerInput } from './convolve.js';
export { fold, type EvalLayer, type Folded, foldFactor } from './fold.js';
export { checkWeight, layoutThatFits, type Weight, type WeightLayout } from './weight.js';
export { evalLayerOf, type EvalStatistics, type RepairChoice, repaired, type Repaired } from './repaired.js';
