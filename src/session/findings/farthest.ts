import { meanAt, type Moments } from '../../engine/index.js';

/** What the value of a channel that lies farthest from its mean lies from it. */
function farthestOf(moments: Moments, channel: number): number {
  const mean = meanAt(moments, channel);
  return Math.max(mean - moments.min[channel], moments.max[channel] - mean);
}

/** ln of the square of that; NaN where all are one, or not finite. */
export function logFarthest(moments: Moments, channel: number): number {
  const farthest = farthestOf(moments, channel);
  // Where it were chosen between a number and NaN, each number would be an object.
  return 2 * Math.log(farthest) + (farthest > 0 && moments.nonFinite[channel] === 0 ? 0 : NaN);
}

/** ln(σ² + eps) of a batch without that value. */
export function logVarianceOfRest(moments: Moments, channel: number, eps: number): number {
  const { m2, count } = moments;
  const square = farthestOf(moments, channel) ** 2;
  // Leaving one of N values out takes (x − μ)² · N / (N − 1) from the sum of squares.
  const rest = Math.max(0, m2[channel] - (square * count) / (count - 1));
  return Math.log(rest / (count - 1) + eps);
}
