import { meanAt, sigmaAt, varianceAt, type Moments } from '../../engine/index.js';
import { distancesOf, type Distances } from './distance.js';
import type { Statistics } from './recompute.js';
import type { TrainBatch } from './trainBatch.js';
import { levelOf } from './trend.js';

/** Why a channel still matters once its statistics are recomputed. */
export type RemainingCause =
  /** The batch lies elsewhere than the train batches. */
  | 'this-input'
  /** The train batches still drift, and the statistics lag behind their end. */
  | 'drift'
  /** The train batches differ from each other. */
  | 'between-batches'
  /** Its statistics, or the batch's, are not finite. */
  | 'non-finite';

/** The cause with the largest part in each channel that still matters, by channel. */
export function remainingCauses(
  moments: Moments,
  batches: readonly TrainBatch[],
  statistics: Statistics,
  eps: number,
  after: Distances = distancesOf(moments, statistics, eps),
): ReadonlyMap<number, RemainingCause> {
  const causes = new Map<number, RemainingCause>();
  after.matters.forEach((matters, channel) => {
    if (matters) causes.set(channel, causeIn(channel, moments, batches, statistics, eps, after));
  });
  return causes;
}

/**
 * The way from the recomputed statistics to the batch's, by way of the train batches' level at their end: of the distance d a
 * cause with parts a of the mean and q of the variance has (g·a + (s − 1)ρq/(s + 1))/d.
 */
function causeIn(
  channel: number,
  moments: Moments,
  batches: readonly TrainBatch[],
  { mean, variance }: Statistics,
  eps: number,
  { gap, spread, distance }: Distances,
): RemainingCause {
  if (!Number.isFinite(distance[channel])) return 'non-finite';
  const means = levelOf(Float64Array.from(batches, (batch) => meanAt(batch.moments, channel)));
  const variances = levelOf(Float64Array.from(batches, (batch) => varianceAt(batch.moments, channel)));
  const std = Math.sqrt(variance[channel] + eps);
  const [g, s, sigma] = [gap[channel], spread[channel], sigmaAt(moments, channel)];
  const rho = sigma ** 2 / (sigma ** 2 + eps);
  const share = (a: number, q: number) => g * (a / std) + ((s - 1) * rho * (q / (variance[channel] + eps))) / (s + 1);
  const input = share(meanAt(moments, channel) - means.last, sigma ** 2 - variances.last);
  const lag = share(means.last - mean[channel], variances.last - variance[channel]);
  if (input >= lag) return 'this-input';
  return means.drifts || variances.drifts ? 'drift' : 'between-batches';
}
