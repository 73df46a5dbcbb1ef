import { largestOf, layoutOf, meanAt, type Layer, type Moments, type Values } from '../../engine/index.js';
import type { Box } from '../../formats/index.js';
import { farSampleIn, skewedChannels, type FarSample } from './farSample.js';
import { indexOf } from './tensorIndex.js';
import { otherAxisOf, type OtherAxis } from './otherAxis.js';
import { paddingOf, type Padding } from './padding.js';
import type { BoxReader } from './placed.js';

/** What was read again of a batch, of channels that a cheaper sign made suspect. */
export interface BatchFacts {
  /** By channel: the value that more than half of its values are. */
  readonly usual: ReadonlyMap<number, UsualValue>;
  /** By channel that was looked at: a sample that makes most of its variance; absent: none. */
  readonly farSamples?: ReadonlyMap<number, FarSample>;
  /** By channel whose mean or variance is larger than the running values can hold: where its largest value is, by size. */
  readonly largest?: ReadonlyMap<number, readonly number[]>;
  /** Absent: none. */
  readonly padding?: Padding;
  /** An axis whose entries differ as channels do; absent: the channels do, or none does. */
  readonly otherAxis?: OtherAxis;
}

export interface UsualValue {
  readonly value: number;
  /** Of the values. */
  readonly share: number;
  /** Sum over the samples of the square of how many others each holds: how much values of one sample resemble each other. */
  readonly squares: number;
}

/** A channel is looked at where so many of its values may be one and the same. */
const share = 0.99;
/** Of fewer values so many cannot be alike. */
const leastValues = 100;
const mostChannels = 8;
const mostValues = 2 ** 22;

/**
 * Channels of which nearly all values may be one and the same. Then σ² / (max − min)² is at most share · (1 − share); of normal
 * values it is more, up to a million of them. The most suspect first, not so many that reading them takes long.
 */
export function suspectChannels({ count, m2, min, max, nonFinite }: Moments): readonly number[] {
  if (count < leastValues) return [];
  const suspects: { readonly channel: number; readonly ratio: number }[] = [];
  for (let channel = 0; channel < m2.length; channel++) {
    const range = max[channel] - min[channel];
    const ratio = m2[channel] / count / (range * range);
    if (nonFinite[channel] === 0 && ratio <= share * (1 - share)) suspects.push({ channel, ratio });
  }
  return suspects
    .sort((a, b) => a.ratio - b.ratio)
    .slice(0, mostOf(count))
    .map(({ channel }) => channel);
}

/** How many channels of so many values are read. */
function mostOf(count: number): number {
  return Math.min(mostChannels, Math.floor(mostValues / count));
}

/** Channels whose mean or variance the running values cannot hold. */
function overflowing({ emulation }: Layer, moments: Moments): readonly number[] {
  const { m2, count, nonFinite } = moments;
  const largest = largestOf(emulation?.state ?? 'float64');
  const most = mostOf(Math.max(1, count));
  const channels: number[] = [];
  for (let channel = 0; channel < m2.length && channels.length < most; channel++) {
    if (nonFinite[channel] > 0) continue;
    const size = Math.max(Math.abs(meanAt(moments, channel)), m2[channel] / Math.max(1, count - 1));
    if (!(size <= largest)) channels.push(channel);
  }
  return channels;
}

/** Place of the value that is largest by size. */
function largestIn(values: Values): number {
  let most = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[most])) most = i;
  return most;
}

/**
 * Reads the suspect channels of a batch, and looks for padding and another axis; null where there is nothing to tell.
 * @param boxes reads parts of it
 */
export async function measuredFacts(
  shape: readonly number[],
  layer: Layer,
  moments: Moments,
  boxes: BoxReader,
): Promise<BatchFacts | null> {
  const { groups, channels } = layoutOf(shape, layer);
  if (groups !== channels) return null;
  const fromStart = (axis: number): number => (axis < 0 ? axis + shape.length : axis);
  const channelAxis = fromStart(layer.channelAxis);
  const suspects = suspectChannels(moments);
  const batch = { shape, channelAxis, batchAxis: fromStart(layer.batchAxis ?? 0) };
  const isPlain = batch.batchAxis !== channelAxis;
  const padding = isPlain ? await paddingOf(batch, moments, boxes) : null;
  const otherAxis = isPlain ? await otherAxisOf(batch, moments, boxes) : null;
  const skewed = isPlain && batch.batchAxis === 0 ? skewedChannels(moments, shape[0]) : [];
  const tooLarge = overflowing(layer, moments);
  if (suspects.length + skewed.length + tooLarge.length === 0 && !padding && !otherAxis) return null;
  const boxOfChannel = (channel: number): Box => ({
    start: shape.map((_, axis) => (axis === channelAxis ? channel : 0)),
    count: shape.map((length, axis) => (axis === channelAxis ? 1 : length)),
  });
  const read = await boxes(suspects.map(boxOfChannel));
  const far = skewed.length === 0 ? [] : await boxes(skewed.map(boxOfChannel));
  const farSamples = skewed.flatMap((channel, index) => {
    const one = farSampleIn(far[index], shape[0]);
    return one ? [[channel, one] as const] : [];
  });
  const large = await boxes(tooLarge.map(boxOfChannel));
  return {
    ...(tooLarge.length > 0 && {
      largest: new Map(
        tooLarge.map((channel, i) => {
          const at = indexOf(largestIn(large[i]), boxOfChannel(channel).count);
          return [channel, at.with(channelAxis, channel)];
        }),
      ),
    }),
    ...(farSamples.length > 0 && { farSamples: new Map(farSamples) }),
    usual: new Map(
      suspects.map((channel, index) => [
        channel,
        usualOf(read[index], batch.batchAxis === 0 && isPlain ? shape[0] : 1),
      ]),
    ),
    ...(padding && { padding }),
    ...(otherAxis && { otherAxis }),
  };
}

/** The value that more than half are, where there is one (Boyer and Moore's vote), and how many it is. */
function usualOf(values: Values, samples: number): UsualValue {
  let [value, votes] = [NaN, 0];
  for (const one of values) {
    if (votes === 0) value = one;
    votes += one === value ? 1 : -1;
  }
  let [count, squares] = [0, 0];
  const perSample = values.length / samples;
  for (let from = 0; from < values.length; from += perSample) {
    let same = 0;
    for (let i = from; i < from + perSample; i++) if (values[i] === value) same += 1;
    count += same;
    squares += (perSample - same) ** 2;
  }
  return { value, share: count / values.length, squares };
}
