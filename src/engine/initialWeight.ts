import type { Convention } from './convention.js';
import type { Layer, LayerState } from './layer.js';
import { isWeighed, updateWeights } from './runningAverage.js';

/** Share that the initial running values still have after so many training passes, 0 to 1. */
export function initialWeight(layer: Layer, trainPasses: number): number {
  const { convention } = layer;
  if (trainPasses === 0 || convention.updates === 'never') return 1;
  if (isWeighed(convention.average) || convention.momentum === null) return 0;
  return updateWeights(convention, 0, 1).keep ** trainPasses;
}

/**
 * Share of its batch in the running values that a training pass left, 0 to 1.
 * @param count values per channel of the batch
 */
export function batchShare(convention: Convention, before: LayerState, after: LayerState, count: number): number {
  const { take } = updateWeights(convention, before.numBatchesTracked, count);
  return isWeighed(convention.average) ? take / (after.average?.weight ?? take) : take;
}
