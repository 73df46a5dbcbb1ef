import type { Moments } from '../../engine/index.js';
import type { BatchStatistics } from './batchStatistics.js';
import type { Look } from './look.js';
import { exponentialReach, heaviestReach, studentReach, varianceReach } from './noise.js';
import type { Usual } from './usual.js';

/** Fewer passes say too little of how their logarithmic variances scatter. */
export const LEAST_PASSES = 8;

/**
 * How far chance may carry one batch from the others, at one level. What the train passes have shown so far counts, or what
 * so many independent samples can do at most, whichever says less: the mean of S samples scatters by σ/√S where the values
 * of a sample are all alike, and by less where they are not.
 */
export class Chance {
  readonly #ofSamples: number;
  readonly #above: number;
  readonly #below: number;
  #passes = 0;
  #ofPasses = NaN;

  /**
   * @param noiseOfOther variance of what the batch is compared with, in that of one batch
   */
  constructor(
    private readonly level: number,
    private readonly batch: BatchStatistics,
    private readonly trained: Usual,
    private readonly noiseOfOther = 0,
  ) {
    const freedom = batch.samples - 1;
    this.#ofSamples = freedom > 0 ? studentReach(level, freedom) / Math.sqrt(batch.samples) : Infinity;
    const [above, below] = [1 as const, -1 as const].map((side) => varianceReach(level, freedom / ROUGH, side));
    this.#above = Math.hypot(above, below * Math.sqrt(noiseOfOther));
    this.#below = Math.hypot(below, above * Math.sqrt(noiseOfOther));
  }

  /** @param sigma in which chance is measured where it is larger than the batch's own, such as that of the other batches */
  ofMean(channel: number, sigma: number): number {
    const own = this.batch.sigma[channel];
    const most = this.#ofSamples * (sigma > own ? sigma : own);
    const { means } = this.trained;
    const widened = Math.max(1, own / this.trained.sigma(channel)) || 1;
    const shown = this.#student(means.count[channel]) * means.deviation(channel) * widened;
    return Math.min(most, Number.isNaN(shown) ? Infinity : shown) * Math.sqrt(1 + this.noiseOfOther);
  }

  /**
   * Of the logarithm of the variance, upwards or downwards: infinite where nobody can say.
   * @param moments the batch's
   */
  ofLogVariance(moments: Moments, channel: number, side: 1 | -1): number {
    const most = hasLightTails(moments, channel, this.batch) ? (side > 0 ? this.#above : this.#below) : Infinity;
    const { logVariances } = this.trained;
    const passes = logVariances.count[channel];
    if (passes < LEAST_PASSES) return most;
    // Where few values make a variance, because of heavy tails or rare firing, its logarithm falls off exponentially.
    const shown = exponentialReach(this.level, passes) * logVariances.deviation(channel);
    const scattered = Math.min(shown, side > 0 ? heaviestReach(this.level) : Infinity);
    return Math.min(most, scattered * Math.sqrt(1 + this.noiseOfOther));
  }

  /** Most channels have had as many passes as the one before. */
  #student(passes: number): number {
    if (passes !== this.#passes) {
      this.#passes = passes;
      this.#ofPasses = studentReach(this.level, passes - 1);
    }
    return this.#ofPasses;
  }
}

/** A variance of S samples that are not quite normal is as uncertain as one of so many times fewer: for a kurtosis of 7. */
export const ROUGH = 3;

/** The shorter side of a unit that fires half of the time reaches .68 σ, of one that fires in a sixth .32 σ. */
const SHORTER_SIDE = 0.6;

/** Whether a batch's values reach to either side about as far as normal ones do, or less: no few of them make its variance. */
export function hasLightTails(
  { min, max }: Moments,
  channel: number,
  { mean, sigma, count }: BatchStatistics,
): boolean {
  const below = mean[channel] - min[channel];
  const above = max[channel] - mean[channel];
  const own = sigma[channel];
  return Math.max(below, above) < normalExtreme(count) * own && Math.min(below, above) > SHORTER_SIDE * own;
}

let [lastCount, lastExtreme] = [NaN, NaN];

/** A quarter more than what the farthest of so many normal values reaches, in σ; asked for each channel of a batch. */
function normalExtreme(count: number): number {
  if (count !== lastCount) [lastCount, lastExtreme] = [count, 1.25 * Math.sqrt(2 * Math.log(count))];
  return lastExtreme;
}

/** Variance of what running values have learned, in that of one batch: 1 after one pass, m/(2 − m) after many. */
export function noiseOfLearned({ share }: Pick<Look, 'share'>, isOwnStart: boolean): number {
  const { trained, weight } = share;
  if (trained === 0) return isOwnStart ? 1 : GIVEN;
  if (weight <= 0) return 1 / trained;
  const keep = weight ** (1 / trained);
  const settled = (1 - keep) / (1 + keep);
  return isOwnStart ? Math.min(1, (settled * (1 + weight)) / (1 - weight)) : Math.max(GIVEN, settled);
}

/** Running values that were given are taken for an average of more than 10 batches. */
const GIVEN = 0.1;
