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
  /** What the average keeps beside its value (hidden sums, factors), for the conventions that have one. */
  readonly average?: AverageState;
  readonly numBatchesTracked: number;
}

/** Hidden state of averages that are more than their current value (zero-debiased, normalized sums, population). */
export interface AverageState {
  readonly mean: Float64Array;
  readonly var: Float64Array;
  readonly weight: number;
}
