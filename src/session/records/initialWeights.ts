import { initialWeight, type Layer } from '../../engine/index.js';
import { hasTrained } from './layerForPass.js';
import type { PassRecord } from './passRecord.js';

/** Weight of the initial running values before the first and after every computed pass, [P + 1]. */
export function initialWeights(layer: Layer, passes: readonly PassRecord[]): Float64Array {
  const weights = new Float64Array(passes.length + 1).fill(1);
  let trained = 0;
  passes.forEach((pass, index) => {
    if (hasTrained(pass)) trained++;
    weights[index + 1] = trained === 0 ? 1 : initialWeight(layer, trained);
  });
  return weights;
}
