import type { RunningFacts } from '../layerFacts.js';

/** How far running values moved. */
export interface MovedBy {
  /** Largest |Δmean| / √(old variance + eps) over the channels; NaN before all others. */
  readonly meanSigma: number;
  /** Its channel. */
  readonly channel: number;
  /** (new + eps) / (old + eps) of the channel in which that is furthest from 1. */
  readonly varRatio: number;
}

/** @param from and @param to running values of the same channels */
export function movedBy(from: RunningFacts, to: RunningFacts, eps: number): MovedBy {
  let meanSigma = 0;
  let channel = 0;
  let varRatio = 1;
  for (let c = 0; c < from.mean.length; c++) {
    const size = Math.abs(to.mean[c] - from.mean[c]) / Math.sqrt(from.variance[c] + eps);
    if (size > meanSigma || (Number.isNaN(size) && !Number.isNaN(meanSigma))) [meanSigma, channel] = [size, c];
    const ratio = (to.variance[c] + eps) / (from.variance[c] + eps);
    const isFurther = Math.abs(Math.log(ratio)) > Math.abs(Math.log(varRatio)) || Number.isNaN(ratio);
    if (isFurther && !Number.isNaN(varRatio)) varRatio = ratio;
  }
  return { meanSigma, channel, varRatio };
}
