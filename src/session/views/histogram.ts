import { fastestKernels, normalizeOne, type AffineSeries, type Normalizer, type Values } from '../../engine/index.js';
import type { Bins } from './binning.js';

/** x, x̂ or y of a channel: what is computed from each x before it is counted. */
export type Counted = AffineSeries | ((x: number) => number);

/** x itself. */
export const identity: AffineSeries = { shift: 0, remainder: 0, std: 1, factor: 1, added: 0, gamma: 1, beta: 0 };

/** x̂ or y of one channel, with the arithmetic of `normalizeOne`. */
export function seriesOf(normalizer: Normalizer, channel: number, of: 'normalized' | 'y'): Counted {
  const { arithmetic, shift, remainder, std, renorm, gamma, beta } = normalizer;
  if (arithmetic === 'float32' || normalizer.extremes?.has(channel))
    return (x) => normalizeOne(x, channel, normalizer)[of];
  return {
    shift: shift[channel],
    remainder: remainder[channel],
    std: std[channel],
    factor: renorm ? renorm.r[channel] : 1,
    added: renorm ? renorm.d[channel] : 0,
    gamma: of === 'y' ? gamma[channel] : 1,
    beta: of === 'y' ? beta[channel] : 0,
  };
}

/** How many values of a series fall into each bin. */
export class Histogram {
  readonly #counts: Float64Array;

  constructor(
    private readonly series: Counted,
    private readonly bins: Bins,
  ) {
    this.#counts = new Float64Array(bins.edges.length - 1);
  }

  add(values: Values): void {
    const { series, bins } = this;
    if (typeof series !== 'function') {
      fastestKernels().count(values, series, bins, this.#counts);
      return;
    }
    for (const value of values) {
      const bin = bins.indexOf(series(value));
      if (bin >= 0) this.#counts[bin]++;
    }
  }

  /** Share of all N values in each bin. */
  shares(count: number): Float64Array {
    return this.#counts.map((inBin) => inBin / count);
  }
}
