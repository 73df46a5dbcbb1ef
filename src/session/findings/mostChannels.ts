import { isWide } from './channelGaps.js';
import type { Moments } from '../../engine/index.js';
import type { BatchStatistics } from './batchStatistics.js';
import { hasLightTails, LEAST_PASSES, ROUGH } from './chance.js';
import { distanceFor } from './effectOf.js';
import { exponentialReach, studentReach, varianceReach } from './noise.js';
import { togetherOf } from './together.js';
import type { Usual } from './usual.js';

/**
 * From here on more than half of the channels are most. Of fewer channels all are, or two thirds from four on: in measured
 * networks of 8 to 12 channels, other weights leave a few of them where they were. Without the two thirds, 4 of 67 faults of
 * mode-shift, stale-statistics, two-populations and other layers are named after their gap.
 */
const LEAST = 8;
const LEAST_OF_FEW = 4;

/** Of the batches: normal values give a batch with heavy tails now and then. */
const LIGHT = 0.75;

/** How far some passes lie from something else. */
export interface Comparison {
  readonly passes: Usual;
  /** Fewest independent samples in one of the batches. */
  readonly samples: number;
  /** What they are compared with, mean and σ (eps included). */
  readonly mean: ArrayLike<number>;
  readonly sigma: (channel: number) => number;
  /** Variance of that, in that of one batch. */
  readonly noise: number;
  /** Passes whose scatter counts. */
  readonly scatter: Usual;
  /** By channel, how many of the batches had no heavy tails. */
  readonly light: Uint32Array;
}

/** A shift of most channels. */
export interface Shift {
  /** Channels in which it matters. */
  readonly count: number;
  readonly channels: number;
  /** The channel that is farthest off, and by how much: the distance d. */
  readonly worst: number;
  readonly size: number;
  /** Channels above less those below, of the mean and of the spread. */
  readonly sides: { readonly mean: number; readonly spread: number };
}

/** Counts this batch among those without heavy tails, in the channels where it has none. */
export function addLight(light: Uint32Array, moments: Moments, batch: BatchStatistics): void {
  for (let channel = 0; channel < light.length; channel++) {
    if (hasLightTails(moments, channel, batch)) light[channel] += 1;
  }
}

/** Whether most channels have light tails, and values at all. */
export function areMostLight({ light, passes }: Pick<Comparison, 'light' | 'passes'>): boolean {
  let known = 0;
  for (const count of light) if (count > LIGHT * passes.passes) known += 1;
  return areMost(known, light.length);
}

export function areMost(count: number, channels: number): boolean {
  if (count === channels) return channels > 0;
  return count >= LEAST ? count * 2 > channels : count >= LEAST_OF_FEW && count * 3 >= channels * 2;
}

/**
 * The shift that most channels show by what matters, each beyond what chance explains of it alone: where channels are alike,
 * many of them are no stronger evidence than one, and where they are not, so many are far stronger. Null where they do not.
 * @param level that one channel may go wrong at
 * @param isBeyondTogether where all together are known to be beyond it, so that each need not be
 */
export function shiftOfMost(
  compared: Comparison,
  level: number,
  limits: { readonly meanGap: number; readonly spreadFactor: number },
  isBeyondTogether = false,
): Shift | null {
  const { passes, mean, sigma } = compared;
  const channels = passes.means.count.length;
  const reach = reachOf(compared, level);
  let count = 0;
  let known = 0;
  let worst = -1;
  let size = 0;
  const sides = { mean: 0, spread: 0 };
  for (let channel = 0; channel < channels; channel++) {
    const seen = passes.means.count[channel];
    if (seen === 0) continue;
    known += 1;
    const other = sigma(channel);
    const own = passes.sigma(channel);
    const apart = passes.means.mean[channel] - mean[channel];
    const gap = apart / other;
    const ratio = own / other;
    const isOffMean =
      Math.abs(gap) > limits.meanGap &&
      (isBeyondTogether || Math.abs(apart) > reach.mean(channel, Math.max(own, other)));
    const log = 2 * Math.log(ratio);
    const isOffSpread =
      isWide(ratio, limits.spreadFactor) &&
      (isBeyondTogether || Math.abs(log) > reach.logVariance(channel, log > 0 ? 1 : -1));
    if (!isOffMean && !isOffSpread) continue;
    count += 1;
    if (isOffMean) sides.mean += Math.sign(gap);
    if (isOffSpread) sides.spread += Math.sign(log);
    const far = distanceFor(isOffMean ? gap : 0, isOffSpread ? ratio : 1);
    if (far > size) {
      worst = channel;
      size = far;
    }
  }
  return areMost(count, known) ? { count, channels: known, worst, size, sides } : null;
}

interface Reach {
  mean(channel: number, sigma: number): number;
  logVariance(channel: number, side: 1 | -1): number;
}

function reachOf({ passes, samples, noise, scatter, light }: Comparison, level: number): Reach {
  const factor = Math.sqrt(1 / passes.passes + noise);
  const seen = scatter.passes;
  const ofSamples = studentReach(level, samples * passes.passes - 1) / Math.sqrt(samples);
  const ofPasses = seen > 1 ? studentReach(level, seen - 1) : Infinity;
  const [above, below] = [1 as const, -1 as const].map((side) =>
    Math.abs(varianceReach(level, (samples - 1) / ROUGH, side)),
  );
  const shown = seen >= LEAST_PASSES ? exponentialReach(level, seen) : Infinity;
  const together = togetherOf(scatter, level);
  return {
    mean(channel, sigma) {
      const deviation = scatter.means.deviation(channel);
      const own = ofPasses * deviation;
      const shared = together.ofMean(scatter.sigma(channel), deviation);
      return factor * Math.min(ofSamples * sigma, own || Infinity, shared || Infinity);
    },
    logVariance(channel, side) {
      const deviation = scatter.logVariances.deviation(channel);
      const isLight = light[channel] > LIGHT * passes.passes;
      const own = (isLight ? ofPasses : shown) * deviation;
      const shared = together.ofLogVariance(deviation);
      const most = isLight ? (side > 0 ? above : below) : Infinity;
      return factor * Math.min(most, own || Infinity, shared || Infinity);
    },
  };
}
