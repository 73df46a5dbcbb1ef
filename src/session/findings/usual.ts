import type { BatchStatistics } from './batchStatistics.js';
import { Scatter } from './scatter.js';
import { Steps } from './steps.js';

/** What the batches of some passes have been like so far. */
export class Usual {
  /** Passes. */
  passes = 0;
  means: Scatter;
  logVariances: Scatter;

  constructor(private readonly channels: number) {
    this.means = new Scatter(channels);
    this.logVariances = new Scatter(channels);
  }

  /** Forgets them all. */
  clear(): void {
    this.passes = 0;
    this.means = new Scatter(this.channels);
    this.logVariances = new Scatter(this.channels);
  }

  add({ mean, logVariance }: BatchStatistics): void {
    this.passes += 1;
    this.means.add(mean);
    this.logVariances.add(logVariance);
  }

  /** Geometric mean of the batches' σ; NaN of none. */
  sigma(channel: number): number {
    // Where it were chosen between a number and NaN, each number would be an object: 0 / 0 is NaN.
    return Math.exp(this.logVariances.mean[channel] / 2) + 0 / this.logVariances.count[channel];
  }

  /** A batch as they are on the average. */
  get typical(): Pick<BatchStatistics, 'mean' | 'sigma'> {
    return { mean: this.means.mean.slice(), sigma: this.means.mean.map((_, channel) => this.sigma(channel)) };
  }
}

/** The same of all train passes, and how far neighbours are apart. */
export class Trained extends Usual {
  readonly steps: Steps;

  constructor(channels: number) {
    super(channels);
    this.steps = new Steps(channels);
  }

  override add(batch: BatchStatistics): void {
    super.add(batch);
    this.steps.add(batch);
  }
}
