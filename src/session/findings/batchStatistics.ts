import { meanAt, varianceAt } from '../../engine/index.js';
import type { PassRecord } from '../records/index.js';
import { columns } from './columns.js';

/** One batch as the rules over passes compare it with others, [groups] each. */
export interface BatchStatistics {
  /** Values per channel. */
  readonly count: number;
  /** Independent ones among them: values of one sample may resemble each other as much as they like. */
  readonly samples: number;
  /** μ; NaN in a channel with a value that is not finite. */
  readonly mean: Float64Array;
  /** √(σ² + eps), with the biased σ². */
  readonly sigma: Float64Array;
  /** ln(σ² + eps); NaN in a constant channel too, whose variance says nothing of how others scatter. */
  readonly logVariance: Float64Array;
}

/** Null where nothing was measured, or nothing ran. */
export function batchStatistics(record: PassRecord): BatchStatistics | null {
  if (record.kind === 'refused') return null;
  const { layer, moments, shape } = record;
  const { count, nonFinite, min, max } = moments;
  const { eps } = layer.convention;
  const channels = nonFinite.length;
  const column = columns(3, channels);
  const mean = column(0);
  const sigma = column(1);
  const logVariance = column(2);
  for (let channel = 0; channel < channels; channel++) {
    const variance = varianceAt(moments, channel) + eps;
    // Written twice: where it were chosen between a number and NaN, each number would be an object.
    mean[channel] = meanAt(moments, channel);
    sigma[channel] = Math.sqrt(variance);
    logVariance[channel] = Math.log(variance);
    if (min[channel] === max[channel]) logVariance[channel] = NaN;
    if (nonFinite[channel] > 0) {
      mean[channel] = NaN;
      logVariance[channel] = NaN;
    }
  }
  return { count, samples: samplesIn(shape, layer, count), mean, sigma, logVariance };
}

function samplesIn(
  shape: readonly number[],
  { channelAxis, batchAxis = 0 }: PassRecord['layer'],
  count: number,
): number {
  const channels = channelAxis < 0 ? channelAxis + shape.length : channelAxis;
  const batch = batchAxis < 0 ? batchAxis + shape.length : batchAxis;
  return batch === channels ? count : Math.min(count, shape[batch]);
}
