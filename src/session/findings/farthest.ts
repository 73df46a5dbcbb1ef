import { meanAt, type Moments } from '../../engine/index.js';

/** ln of the square of what the farthest value of a channel lies from its mean; NaN where all are one, or not finite. */
export function logFarthest({ min, max, shift, remainder, nonFinite }: Moments, channel: number): number {
  const mean = shift[channel] + remainder[channel];
  const farthest = Math.max(mean - min[channel], max[channel] - mean);
  return farthest > 0 && nonFinite[channel] === 0 ? 2 * Math.log(farthest) : NaN;
}

/** ln(σ² + eps) of a batch without that value. */
export function logVarianceOfRest(moments: Moments, channel: number, eps: number): number {
  const { min, max, m2, count } = moments;
  const mean = meanAt(moments, channel);
  const square = Math.max(mean - min[channel], max[channel] - mean) ** 2;
  // Leaving one of N values out takes (x − μ)² · N / (N − 1) from the sum of squares.
  const rest = Math.max(0, m2[channel] - (square * count) / (count - 1));
  return Math.log(rest / (count - 1) + eps);
}
