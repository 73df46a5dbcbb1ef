import type { Convention } from './convention.js';

export type Mode = 'train' | 'eval';

/** A BatchNorm layer without its state: which rules, and how they are set. */
export interface Layer {
  /** The rules, overrides (eps, momentum, …) already applied. */
  readonly convention: Convention;
  /** Counted from 0, never negative. */
  readonly channelAxis: number;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
}

/** What a layer holds between passes. Never changed in place: every pass returns a new one. */
export interface LayerState {
  /** [C]; null without affine. */
  readonly gamma: Float64Array | null;
  /** [C]; null without affine. */
  readonly beta: Float64Array | null;
  /** Weight [out, C] and bias [out] of the Linear(in, out) that takes the place of gamma and beta in some conventions. */
  readonly linear?: { readonly weight: Float64Array; readonly bias: Float64Array; readonly out: number };
  /** [groups]; null where none are tracked. As eval would use them. */
  readonly runningMean: Float64Array | null;
  readonly runningVar: Float64Array | null;
  /**
   * What rounding the running mean to float64 left out, [groups]; too small to see, but not beside a standard
   * deviation of mean / 1e6. Ignored where it does not fit `runningMean`, so editing that needs no care.
   */
  readonly runningMeanRest?: Float64Array;
  /** What the average keeps beside its value (hidden sums, factors), for the conventions that have one. */
  readonly average?: AverageState;
  readonly numBatchesTracked: number;
}

/**
 * What averages keep that are more than their current value (zero-debiased, normalized sums, means of batches,
 * population), [groups]: weighted sums of the batches' means and variances, and the sum of the weights.
 */
export interface AverageState {
  readonly mean: Float64Array;
  /** What rounding the means left out. */
  readonly meanRest: Float64Array;
  readonly var: Float64Array;
  readonly weight: number;
}
