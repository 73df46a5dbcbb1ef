import type { Random } from './random.js';

/** How the values of one channel are distributed, before its own mean and σ; with the mean and variance that all of them have. */
export interface Family {
  readonly name: string;
  readonly mean: number;
  readonly variance: number;
  /** @param z a standard normal number */
  value(random: Random, z: number): number;
}

const halfNormal = (threshold: number): Family => {
  // relu(z − t): mean φ(t) − t·Q(t), second moment (1 + t²)·Q(t) − t·φ(t), by Simpson's rule.
  let [mean, square] = [0, 0];
  const steps = 20_000;
  const step = 12 / steps;
  for (let i = 0; i <= steps; i++) {
    const y = i * step;
    const weight = ((i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * step) / 3;
    const density = Math.exp(-((y + threshold) ** 2) / 2) / Math.sqrt(2 * Math.PI);
    mean += weight * y * density;
    square += weight * y * y * density;
  }
  const value = (_: Random, z: number): number => Math.max(0, z - threshold);
  return { name: `relu(z − ${threshold})`, mean, variance: square - mean ** 2, value };
};

const student = (freedom: number): Family => ({
  name: `Student t, ${freedom} degrees of freedom`,
  mean: 0,
  variance: freedom / (freedom - 2),
  value(random, z) {
    let squares = 0;
    for (let i = 0; i < freedom; i++) squares += random.normal() ** 2;
    return z / Math.sqrt(squares / freedom);
  },
});

export const FAMILIES: readonly Family[] = [
  { name: 'normal', mean: 0, variance: 1, value: (_, z) => z },
  halfNormal(0),
  halfNormal(1),
  halfNormal(2),
  { name: 'uniform', mean: 0.5, variance: 1 / 12, value: (_, z) => 1 / (1 + Math.exp(-1.702 * z)) },
  student(3),
  student(5),
  {
    name: 'lognormal',
    mean: Math.exp(0.125),
    variance: Math.exp(0.25) * Math.expm1(0.25),
    value: (_, z) => Math.exp(z / 2),
  },
  { name: 'cubed', mean: 0, variance: 15, value: (_, z) => z ** 3 },
];

/** How the values of one sample, and the channels, resemble each other. */
export interface Likeness {
  /** Share of the variance that all values of a sample and channel have in common. */
  readonly ofSample: number;
  /** Positions over which values are smoothed, as a convolution does; 1: not. */
  readonly window: number;
  /** Share of the variance that is the same in all channels. */
  readonly ofChannels: number;
}

/**
 * Standard normal numbers [samples, channels, positions] that resemble each other so.
 */
export function standardNormal(
  random: Random,
  samples: number,
  channels: number,
  positions: number,
  { ofSample, window, ofChannels }: Likeness,
): Float64Array {
  const values = new Float64Array(samples * channels * positions);
  const shared = new Float64Array(positions);
  const own = new Float64Array(positions);
  let at = 0;
  for (let sample = 0; sample < samples; sample++) {
    if (ofChannels > 0) smooth(random, shared, window, ofSample);
    for (let channel = 0; channel < channels; channel++) {
      smooth(random, own, window, ofSample);
      for (let i = 0; i < positions; i++) {
        values[at++] = Math.sqrt(1 - ofChannels) * own[i] + Math.sqrt(ofChannels) * shared[i];
      }
    }
  }
  return values;
}

function smooth(random: Random, into: Float64Array, window: number, ofSample: number): void {
  const common = Math.sqrt(ofSample) * random.normal();
  const factor = Math.sqrt((1 - ofSample) / window);
  const recent = new Float64Array(window);
  let sum = 0;
  for (let i = -window; i < into.length; i++) {
    const slot = (i + window) % window;
    const next = random.normal();
    sum += next - recent[slot];
    recent[slot] = next;
    if (i >= 0) into[i] = common + factor * sum;
  }
}
