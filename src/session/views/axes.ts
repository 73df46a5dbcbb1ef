import { meanOf, varianceOf, type Layer } from '../../engine/index.js';
import type { Session } from '../run/index.js';
import type { BatchAccess } from '../batches/index.js';
import { shownPass } from './shownPass.js';
import type { AxesRequest, AxisStatistics } from './view.js';

/**
 * Statistics of one batch with other axes in the place of the channels, to see which of them behaves like channels.
 * @throws RangeError where the batch has no such axis
 */
export async function axes(session: Session, request: AxesRequest, access: BatchAccess): Promise<AxisStatistics[]> {
  const { plan, shape, layer } = await shownPass(session, request.pass, access);
  const found: AxisStatistics[] = [];
  // One after another: each may stream a large file.
  for (const axis of request.axes) {
    if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length) {
      throw new RangeError(`axis ${axis}: the tensor has shape [${shape.join(', ')}]`);
    }
    const { moments } = await access.moments(plan.batch, alongAxis(layer, axis));
    const mean = meanOf(moments);
    const variance = varianceOf(moments, 'biased');
    found.push({
      axis,
      channels: shape[axis],
      count: moments.count,
      mean,
      variance,
      spread: spreadOf(mean, variance, moments.count),
    });
  }
  return found;
}

/** The layer with its channels on another axis; exact, and over all other axes. */
function alongAxis(layer: Layer, channelAxis: number): Layer {
  return {
    ...layer,
    emulation: { arithmetic: 'exact', state: 'float64' },
    channelAxis,
    convention: { ...layer.convention, statisticsAxes: 'all-but-channel' },
  };
}

/**
 * How much the channels differ from one another: [σ between, σ within, share], of the channels that are all finite.
 * σ between is the standard deviation of their means, σ within the root of their mean variance. The share of the
 * variance that lies between them is ε² (Kelley 1935): what few values a channel would show by chance is taken off.
 * NaN where nothing can be said.
 */
export function spreadOf(mean: Float64Array, variance: Float64Array, count: number): Float64Array {
  const finite = [...mean.keys()].filter((c) => Number.isFinite(mean[c]) && Number.isFinite(variance[c]));
  const average = (of: (channel: number) => number): number =>
    finite.reduce((sum, channel) => sum + of(channel), 0) / finite.length;
  const centre = average((c) => mean[c]);
  const between = average((c) => (mean[c] - centre) ** 2);
  const within = average((c) => variance[c]);
  return Float64Array.of(Math.sqrt(between), Math.sqrt(within), shareBetween(between, within, finite.length, count));
}

function shareBetween(between: number, within: number, channels: number, count: number): number {
  if (channels < 2 || count < 2) return NaN;
  const total = between + within;
  if (total === 0) return 0;
  const byChance = ((channels - 1) * within) / (channels * (count - 1));
  return Math.max(0, (between - byChance) / total);
}
