import { meanAt, type Moments, type Values } from '../../engine/index.js';

/** One sample that makes most of a channel's variance. */
export interface FarSample {
  readonly sample: number;
  /** Of its values, and of all others. */
  readonly mean: number;
  readonly others: number;
}

const mostChannels = 2;
const leastSamples = 8;
/** Longer side over shorter side, as values lie about their mean: one sample of eight, far from the others, makes seven of it. */
const leastSkew = 6;

/** Channels in which one sample may lie far from all others, the most skewed first: of normal values none is. */
export function skewedChannels(moments: Moments, samples: number): readonly number[] {
  const { min, max, nonFinite, shift } = moments;
  if (samples < leastSamples) return [];
  const skewed: { readonly channel: number; readonly skew: number }[] = [];
  for (let channel = 0; channel < shift.length; channel++) {
    if (nonFinite[channel] > 0 || min[channel] === max[channel]) continue;
    const mean = meanAt(moments, channel);
    const [below, above] = [mean - min[channel], max[channel] - mean];
    const skew = Math.max(below, above) / Math.min(below, above);
    if (skew >= leastSkew) skewed.push({ channel, skew });
  }
  return skewed
    .sort((a, b) => b.skew - a.skew)
    .slice(0, mostChannels)
    .map(({ channel }) => channel);
}

/** @param values of one channel, [samples, …]; null where no sample makes more than half of their variance */
export function farSampleIn(values: Values, samples: number): FarSample | null {
  const perSample = values.length / samples;
  const means = new Float64Array(samples);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    means[Math.floor(i / perSample)] += values[i] / perSample;
    total += values[i];
  }
  const middle = total / values.length;
  const sample = means.reduce(
    (far, mean, at) => (Math.abs(mean - middle) > Math.abs(means[far] - middle) ? at : far),
    0,
  );
  const others = (total - means[sample] * perSample) / (values.length - perSample);
  let [own, all] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const square = (values[i] - others) ** 2;
    all += square;
    if (Math.floor(i / perSample) === sample) own += square;
  }
  return own * 2 > all ? { sample, mean: means[sample], others } : null;
}
