import { initialWeight, isTracking } from '../../engine/index.js';
import { hasTrained } from './layerForPass.js';
import type { PassRecord } from './passRecord.js';

/** What is left of the initial running values at some point of a program. */
export interface InitialShare {
  /** Train passes that have run. */
  readonly trained: number;
  /** 0 to 1. */
  readonly weight: number;
}

/** Before the first pass all of it is. */
export const WHOLE_SHARE: InitialShare = { trained: 0, weight: 1 };

/** What one more pass leaves of it. */
export function shareAfter(before: InitialShare, pass: PassRecord): InitialShare {
  const { layer } = pass;
  const { momentum, average, updates } = layer.convention;
  const trained = before.trained + (hasTrained(pass) ? 1 : 0);
  // Batches that are only counted, refused or before the program, leave the initial values their share.
  const isCumulative = average === 'exponential' && momentum === null && updates !== 'never' && isTracking(layer);
  if (!isCumulative) return { trained, weight: trained === 0 ? 1 : initialWeight(layer, trained) };
  return { trained, weight: before.weight * (hasTrained(pass) ? 1 - 1 / pass.after.numBatchesTracked : 1) };
}

/** Weight of the initial running values before the first and after every computed pass, [P + 1]. */
export function initialWeights(passes: readonly PassRecord[]): Float64Array {
  const weights = new Float64Array(passes.length + 1).fill(1);
  let share = WHOLE_SHARE;
  passes.forEach((pass, index) => {
    share = shareAfter(share, pass);
    weights[index + 1] = share.weight;
  });
  return weights;
}
