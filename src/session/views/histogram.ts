import { fastestKernels, type AffineSeries, type Values } from '../../engine/index.js';
import type { Bins } from './binning.js';

/** A function of x, affine where it is not rounded as a framework would. */
export interface SeriesOfX {
  readonly of: (x: number) => number;
  /** Null where rounding makes steps of the line. */
  readonly affine: AffineSeries | null;
}

/** How many values of a series fall into each bin. */
export class Histogram {
  readonly #counts: Float64Array;

  constructor(
    private readonly series: SeriesOfX,
    private readonly bins: Bins,
  ) {
    this.#counts = new Float64Array(bins.edges.length - 1);
  }

  add(values: Values): void {
    const { series, bins } = this;
    if (series.affine) {
      fastestKernels().count(values, series.affine, bins, this.#counts);
      return;
    }
    for (const value of values) {
      const bin = bins.indexOf(series.of(value));
      if (bin >= 0) this.#counts[bin]++;
    }
  }

  /** Share of all N values in each bin. */
  shares(count: number): Float64Array {
    return this.#counts.map((inBin) => inBin / count);
  }
}
