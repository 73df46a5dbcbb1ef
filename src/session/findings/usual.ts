import type { BatchStatistics } from './batchStatistics.js';
import { Scatter } from './scatter.js';

/** What the batches of some passes have been like so far. */
export class Usual {
  /** Passes. */
  passes = 0;
  /** Fewest independent samples in one of them. */
  samples = Infinity;
  readonly means: Scatter;
  readonly logVariances: Scatter;

  constructor(channels: number) {
    this.means = new Scatter(channels);
    this.logVariances = new Scatter(channels);
  }

  add({ samples, mean, logVariance }: BatchStatistics): void {
    this.passes += 1;
    this.samples = Math.min(this.samples, samples);
    this.means.add(mean);
    this.logVariances.add(logVariance);
  }

  /** Geometric mean of the batches' σ; NaN of none. */
  sigma(channel: number): number {
    return this.logVariances.count[channel] > 0 ? Math.exp(this.logVariances.mean[channel] / 2) : NaN;
  }
}
