import type { Moments, Values } from '../../engine/index.js';
import type { Box } from '../../formats/index.js';
import type { BoxReader, Placed } from './placed.js';

/** Positions of a batch that hold one value in every channel: a constant run at the end, or the beginning, of an axis. */
export interface Padding {
  /** The axis that the run lies along. */
  readonly axis: number;
  readonly at: 'beginning' | 'end';
  /** Of the batch's positions. */
  readonly share: number;
  /** By channel that was looked at: the value that fills it, and mean and biased variance of the others. */
  readonly channels: ReadonlyMap<number, { readonly value: number; readonly mean: number; readonly variance: number }>;
}

const mostChannels = 8;
const mostValues = 2 ** 22;
/** Fewer positions than these along an axis, and a run says nothing. */
const leastLength = 8;
const leastShare = 0.05;
/** Of the entries outside the runs: units that rarely fire are alike anywhere, and in runs where neighbours resemble each other. */
const mostElsewhere = 0.1;
/** That so many positions are alike by chance, as those of a ReLU that rarely fires. */
const chance = 1e-6;

/**
 * The padding of a batch. Three samples are looked at first: where they have no constant run, or where values alike are so
 * frequent that the run is chance, no more is read.
 */
export async function paddingOf(batch: Placed, moments: Moments, boxes: BoxReader): Promise<Padding | null> {
  const { shape, channelAxis, batchAxis } = batch;
  const axes = shape.flatMap((length, axis) =>
    axis !== channelAxis && axis !== batchAxis && length >= leastLength ? [axis] : [],
  );
  if (axes.length === 0 || batchAxis !== 0) return null;
  const channels = chosenChannels(moments);
  const samples = shape[batchAxis];
  if (channels.length === 0) return null;
  const probed = [...new Set([0, samples >> 1, samples - 1])];
  const parts = await boxes(probed.flatMap((sample) => channels.map((channel) => boxOf(batch, channel, sample, 1))));
  const probes = probed.map((_, at) => parts.slice(at * channels.length, (at + 1) * channels.length));
  const inner = shape.map((length, axis) => (axis === channelAxis || axis === batchAxis ? 1 : length));
  for (const axis of axes) {
    for (const at of ['end', 'beginning'] as const) {
      const runs = probes.map((values) => runIn(values, inner, axis, at));
      if (!isPadding(runs, inner[axis])) continue;
      const found = await measured(batch, channels, axis, at, boxes);
      if (found) return found;
    }
  }
  return null;
}

/** Channels that are not constant: of those everything is a run. */
function chosenChannels({ min, max, nonFinite, count }: Moments): readonly number[] {
  const most = Math.min(mostChannels, Math.floor(mostValues / Math.max(1, count)));
  const chosen: number[] = [];
  for (let channel = 0; channel < min.length && chosen.length < most; channel++) {
    if (nonFinite[channel] === 0 && min[channel] < max[channel]) chosen.push(channel);
  }
  return chosen;
}

function boxOf({ shape, channelAxis, batchAxis }: Placed, channel: number, sample: number, samples: number): Box {
  return {
    start: shape.map((_, axis) => (axis === channelAxis ? channel : axis === batchAxis ? sample : 0)),
    count: shape.map((length, axis) => (axis === channelAxis ? 1 : axis === batchAxis ? samples : length)),
  };
}

interface Run {
  /** Entries of the axis in the run, and entries elsewhere that hold the same value throughout. */
  readonly length: number;
  readonly elsewhere: number;
}

/**
 * The run of one sample: entries of the axis at which every position of every channel holds the channel's last, or first, value.
 * @param values of each channel, in C order of `inner`
 */
function runIn(values: readonly Values[], inner: readonly number[], axis: number, at: Padding['at']): Run {
  const length = inner[axis];
  const stride = inner.slice(axis + 1).reduce((product, one) => product * one, 1);
  const isAlike = new Uint8Array(length).fill(1);
  for (const one of values) {
    const fill = at === 'end' ? one[one.length - 1] : one[0];
    for (let i = 0; i < one.length; i++) if (one[i] !== fill) isAlike[Math.floor(i / stride) % length] = 0;
  }
  let run = 0;
  while (run < length && isAlike[at === 'end' ? length - 1 - run : run] === 1) run += 1;
  return { length: run, elsewhere: isAlike.reduce((sum, one) => sum + one, 0) - run };
}

/** Whether runs are more than what entries alike, as frequent as they are elsewhere, make by chance. */
function isPadding(all: readonly Run[], length: number): boolean {
  // A sample that is constant throughout has neither a tail nor anything else.
  const runs = all.filter((run) => run.length < length);
  // Each sample's last entry may be like itself alone.
  const inRuns = runs.reduce((sum, run) => sum + Math.max(0, run.length - 1), 0);
  const others = runs.length * length - inRuns;
  if (inRuns === 0 || others === 0) return false;
  const elsewhere = runs.reduce((sum, run) => sum + run.elsewhere, 0);
  return ((elsewhere + 1) / (others + 1)) ** inRuns < chance;
}

async function measured(
  batch: Placed,
  channels: readonly number[],
  axis: number,
  at: Padding['at'],
  boxes: BoxReader,
): Promise<Padding | null> {
  const { shape, channelAxis, batchAxis } = batch;
  const samples = shape[batchAxis];
  const whole = await boxes(channels.map((channel) => boxOf(batch, channel, 0, samples)));
  const read = shape.map((length, one) => (one === channelAxis ? 1 : length));
  const strideOf = (one: number): number => read.slice(one + 1).reduce((product, length) => product * length, 1);
  const [length, stride, sampleStride] = [read[axis], strideOf(axis), strideOf(batchAxis)];
  const place = (i: number): number =>
    (Math.floor(i / sampleStride) % samples) * length + (Math.floor(i / stride) % length);
  const fills = whole.map((values) => fillOf(values, sampleStride, at));
  const isAlike = new Uint8Array(samples * length).fill(1);
  whole.forEach((values, index) => {
    for (let i = 0; i < values.length; i++) if (values[i] !== fills[index]) isAlike[place(i)] = 0;
  });
  let [padded, others, elsewhere, surprise, uneven] = [0, 0, 0, 0, 0];
  for (let sample = 0; sample < samples; sample++) {
    let isRun = true;
    let alike = 0;
    let run = 0;
    for (let step = 0; step < length; step++) {
      const entry = sample * length + (at === 'end' ? length - 1 - step : step);
      alike += isAlike[entry];
      isRun &&= isAlike[entry] === 1;
      isAlike[entry] = isRun ? 1 : 0;
      if (isRun) run += 1;
    }
    padded += run;
    others += length - run;
    elsewhere += alike - run;
    surprise += surpriseOf(run, alike, length);
    if (alike > 0 && alike < length) uneven += 1;
  }
  const share = padded / (samples * length);
  if (share < leastShare || elsewhere > mostElsewhere * others || !isBeyondChance(surprise, uneven)) return null;
  const without = channels.map((channel, index) => {
    let [count, mean, m2] = [0, 0, 0];
    whole[index].forEach((value, i) => {
      if (isAlike[place(i)] === 1) return;
      count += 1;
      const apart = value - mean;
      mean += apart / count;
      m2 += apart * (value - mean);
    });
    return [channel, { value: fills[index], mean, variance: m2 / count }] as const;
  });
  return { axis, at, share, channels: new Map(without) };
}

/**
 * Negative logarithm of the chance that of so many entries alike, wherever they lie, so many make a run at this end: a unit that
 * fires as a whole or not at all leaves samples nearly all alike, whose few others lie anywhere.
 */
function surpriseOf(run: number, alike: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < run; i++) sum -= Math.log((alike - i) / (length - i));
  return sum;
}

/** Of so many samples together: Fisher's sum of logarithms, by Chernoff's bound. */
function isBeyondChance(surprise: number, samples: number): boolean {
  if (samples === 0 || surprise <= samples) return false;
  return surprise - samples - samples * Math.log(surprise / samples) > -Math.log(chance);
}

/** The most frequent of what stands at the samples' last, or first, position: not every sample need be padded. */
function fillOf(values: Values, sampleStride: number, at: Padding['at']): number {
  const counts = new Map<number, number>();
  for (let from = 0; from < values.length; from += sampleStride) {
    const value = values[at === 'end' ? from + sampleStride - 1 : from];
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}
