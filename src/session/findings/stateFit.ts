import { meanAt, varianceAt, type LayerState } from '../../engine/index.js';
import { median } from '../records/index.js';
import type { PassRecord } from '../records/index.js';

/** Running values as some reading of the given arrays has them, [groups] each. */
export interface Reading {
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
}

/** Mean and variance of the batch that a start is judged by, [groups] each; NaN in channels that tell nothing. */
export interface Judge extends Reading {
  readonly pass: number;
  /** Values per channel. */
  readonly count: number;
}

/**
 * The batch of a pass, where it can judge running values: measured, of as many channels, and running values that are an
 * average of such batches.
 */
export function judgeOf({ runningMean }: LayerState, pass: number, { layer, moments }: PassRecord): Judge | null {
  if (!moments || runningMean?.length !== moments.m2.length || layer.convention.average !== 'exponential') return null;
  const { length } = moments.m2;
  const [mean, variance] = [new Float64Array(length), new Float64Array(length)];
  for (let channel = 0; channel < length; channel++) {
    const isTelling = moments.nonFinite[channel] === 0 && moments.min[channel] < moments.max[channel];
    mean[channel] = isTelling ? meanAt(moments, channel) : NaN;
    variance[channel] = isTelling ? varianceAt(moments, channel) : NaN;
  }
  return { pass, count: moments.count, mean, variance };
}

/**
 * How far running values are from a batch: the median over its channels of |mean gap| in the batch's σ plus |log of the ratio
 * of the variances|, or of one of the two; infinite where most variances are not positive, and where no channel tells anything.
 */
export function distanceOf(
  batch: Reading,
  { mean, variance }: Reading,
  of: 'both' | 'mean' | 'variance' = 'both',
): number {
  const distances = new Float64Array(batch.mean.length);
  let count = 0;
  for (let channel = 0; channel < distances.length; channel++) {
    if (Number.isNaN(batch.mean[channel])) continue;
    const ratio = batch.variance[channel] / variance[channel];
    const far = Math.abs(batch.mean[channel] - mean[channel]) / Math.sqrt(batch.variance[channel]);
    const distance = (of === 'variance' ? 0 : far) + (of === 'mean' ? 0 : Math.abs(Math.log(ratio)));
    distances[count++] = Number.isNaN(distance) ? Infinity : distance;
  }
  return count === 0 ? Infinity : median(distances, count);
}

/** Root mean square over a batch's channels of the logarithm of the ratio of the variances; infinite where one is not positive. */
export function rootDistanceOf(batch: Reading, variance: ArrayLike<number>): number {
  let squares = 0;
  let count = 0;
  for (let channel = 0; channel < batch.mean.length; channel++) {
    if (Number.isNaN(batch.mean[channel])) continue;
    const log = Math.log(batch.variance[channel] / variance[channel]);
    squares += Number.isNaN(log) ? Infinity : log * log;
    count += 1;
  }
  return count === 0 ? Infinity : Math.sqrt(squares / count);
}
