import type { BatchStatistics } from './batchStatistics.js';

/** Of the logarithm of a squared standard normal number: mean and variance. */
const LOG_SQUARE = { mean: -1.2703628, variance: Math.PI ** 2 / 2 };

/**
 * How far the means of neighbouring batches are apart, in the σ of the two, [channels]: neither a drift nor a jump, nor the
 * heavy tails of a batch, make much of it.
 */
export class Steps {
  count = 0;
  readonly #logs: Float64Array;
  readonly #counts: Uint32Array;
  #last: BatchStatistics | null = null;

  constructor(channels: number) {
    this.#logs = new Float64Array(channels);
    this.#counts = new Uint32Array(channels);
  }

  add(batch: BatchStatistics): void {
    const last = this.#last;
    this.#last = batch;
    if (!last) return;
    this.count += 1;
    for (let channel = 0; channel < this.#logs.length; channel++) {
      const variance = batch.sigma[channel] ** 2 + last.sigma[channel] ** 2;
      // Half a squared difference, in units of the mean of the two variances.
      const square = (batch.mean[channel] - last.mean[channel]) ** 2 / variance;
      if (!(square < Infinity)) continue;
      this.#logs[channel] += Math.log(Math.max(square, 1e-12));
      this.#counts[channel] += 1;
    }
  }

  /** ln of the variance of the batch means in that of a batch; NaN where there are no two. */
  logVariance(channel: number): number {
    return this.#logs[channel] / this.#counts[channel] - LOG_SQUARE.mean;
  }

  /** Standard deviation of that number: neighbouring steps share a batch, so that it falls a little slower than with √count. */
  deviation(channel: number): number {
    return Math.sqrt((1.5 * LOG_SQUARE.variance) / this.#counts[channel]);
  }
}
