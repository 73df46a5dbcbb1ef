import type { Layer } from './layer.js';
import { isWeighed, updateWeights } from './runningAverage.js';

/** Share that the initial running values still have after so many training passes, 0 to 1. */
export function initialWeight(layer: Layer, trainPasses: number): number {
  const { convention } = layer;
  if (trainPasses === 0 || convention.updates === 'never') return 1;
  if (isWeighed(convention.average) || convention.momentum === null) return 0;
  return updateWeights(convention, 0, 1).keep ** trainPasses;
}
