import { initialWeight, isTracking, type Layer } from '../../engine/index.js';
import { hasTrained } from './layerForPass.js';
import type { PassRecord } from './passRecord.js';

/** Weight of the initial running values before the first and after every computed pass, [P + 1]. */
export function initialWeights(layer: Layer, passes: readonly PassRecord[]): Float64Array {
  const weights = new Float64Array(passes.length + 1).fill(1);
  const { momentum, average, updates } = layer.convention;
  // Batches that are only counted, refused or before the program, leave the initial values their share.
  const isCumulative = average === 'exponential' && momentum === null && updates !== 'never' && isTracking(layer);
  let trained = 0;
  passes.forEach((pass, index) => {
    if (hasTrained(pass)) trained++;
    if (!isCumulative) weights[index + 1] = trained === 0 ? 1 : initialWeight(layer, trained);
    else weights[index + 1] = weights[index] * (hasTrained(pass) ? 1 - 1 / pass.after.numBatchesTracked : 1);
  });
  return weights;
}
