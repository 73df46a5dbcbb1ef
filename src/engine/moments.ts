import type { AsWritten } from './emulation/emulation.js';
import type { ScaledMoments } from './unit.js';

/**
 * The batch's own statistics, one entry for each group of the layout ([groups]).
 *
 * The mean is held as `shift + remainder`, since even a correctly rounded float64 mean is too coarse where
 * mean = 1e6 · std. `shift` is the float64 nearest to the mean, `remainder` what is left of it. In a group that holds
 * NaN or an infinity, mean and m2 are what IEEE arithmetic gives.
 */
export interface Moments {
  /** N, elements per group. */
  readonly count: number;
  readonly shift: Float64Array;
  readonly remainder: Float64Array;
  /** Σ(x − mean)²; divided by N it is the biased variance. */
  readonly m2: Float64Array;
  /** Smallest and largest value that is not NaN; NaN where all are. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** How many values are NaN, +∞ or −∞. */
  readonly nonFinite: Uint32Array;
  /** Flat C-order index into the tensor of the first of them; −1 where all are finite. */
  readonly firstNonFinite: Float64Array;
  /**
   * Groups whose values are so large or so small that float64 cannot hold their squares; absent where there is none. Their
   * mean above is right, their m2 is 0 or infinite where it has to be.
   */
  readonly extremes?: ReadonlyMap<number, ScaledMoments>;
  /** The same statistics as float32 code gets them, for layers that emulate it. */
  readonly asWritten?: AsWritten;
}

/** Batch mean, the float64 nearest to it, [groups]. */
export function meanOf(moments: Moments): Float64Array {
  const means = new Float64Array(moments.shift.length);
  for (let group = 0; group < means.length; group++) means[group] = meanAt(moments, group);
  return means;
}

/** Batch variance, [groups]; the unbiased one (over N − 1) is NaN or infinite for N = 1. */
export function varianceOf(moments: Moments, kind: 'biased' | 'unbiased'): Float64Array {
  return varianceOver(moments, kind === 'biased' ? moments.count : moments.count - 1);
}

/** Σ(x − mean)² over any divisor, [groups]. */
export function varianceOver({ m2, extremes }: Moments, divisor: number): Float64Array {
  const variances = new Float64Array(m2.length);
  for (let group = 0; group < m2.length; group++) variances[group] = m2[group] / divisor;
  extremes?.forEach((scaled, group) => (variances[group] = scaled.m2 / divisor / scaled.unit / scaled.unit));
  return variances;
}

/** The mean of one group, the float64 nearest to it. */
export function meanAt({ shift, remainder }: Moments, group: number): number {
  return shift[group] + remainder[group];
}

/** The biased variance of one group. */
export function varianceAt({ m2, count, extremes }: Moments, group: number): number {
  const scaled = extremes?.get(group);
  return scaled ? scaled.m2 / count / scaled.unit / scaled.unit : m2[group] / count;
}

/** Its root, which float64 can hold also where it cannot hold the variance. */
export function sigmaAt({ m2, count, extremes }: Moments, group: number): number {
  const scaled = extremes?.get(group);
  return scaled ? Math.sqrt(scaled.m2 / count) / scaled.unit : Math.sqrt(m2[group] / count);
}
