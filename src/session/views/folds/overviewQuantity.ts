import { meanGaps, varianceRatioOf, type ComputedPass } from '../../records/index.js';
import type { OverviewQuantity } from '../view.js';

/**
 * Writes what a pass contributes into `target`, one number for each of so many channels from `first` on; false where it
 * tracks nothing that could be shown. Loops of their own: a call for each number would take longer than the number.
 */
type Fill = (pass: ComputedPass, first: number, target: Float64Array) => boolean;

export const fillOf: Readonly<Record<OverviewQuantity, Fill>> = {
  'mean-gap': ({ moments, after, layer }, first, target) => {
    meanGaps(moments, after, layer, target, first);
    return true;
  },
  'variance-ratio': ({ moments, after }, first, target) => {
    for (let i = 0; i < target.length; i++) target[i] = Math.log2(varianceRatioOf(moments, after, first + i));
    return true;
  },
  'running-var': ({ after: { runningVar } }, first, target) => {
    if (!runningVar) return false;
    for (let i = 0; i < target.length; i++) target[i] = runningVar[first + i];
    return true;
  },
  'non-finite': ({ moments: { nonFinite } }, first, target) => {
    for (let i = 0; i < target.length; i++) target[i] = nonFinite[first + i];
    return true;
  },
};
