import type { Convention } from './convention.js';
import type { Emulation } from './emulation/emulation.js';

export type Mode = 'train' | 'eval';

/** A BatchNorm layer without its state: which rules, and how they are set. */
export interface Layer {
  /** The rules, overrides (eps, momentum, …) already applied. */
  readonly convention: Convention;
  /** Counted from 0, never negative. */
  readonly channelAxis: number;
  /** That statistics over the batch alone are taken over; absent: 0. */
  readonly batchAxis?: number;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
  /** Absent: exact values. */
  readonly emulation?: Emulation;
}

/** Linear(in, out) over the channels, as `torch.nn.Linear` holds it: weight [out, C], bias [out]. */
export interface Linear {
  readonly weight: Float64Array;
  readonly bias: Float64Array;
  readonly out: number;
}

/** What a layer holds between passes. Never changed in place: every pass returns a new one. */
export interface LayerState {
  /** [C]; null without affine. */
  readonly gamma: Float64Array | null;
  /** [C]; null without affine. */
  readonly beta: Float64Array | null;
  /** Weight [out, C] and bias [out] of the Linear(in, out) that takes the place of gamma and beta in some conventions. */
  readonly linear?: Linear;
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
  /** The averages of batch renormalization, where the convention has it. */
  readonly renorm?: RenormState;
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

/** Averages of the batch means and standard deviations, [groups]: those that r and d refer to, and that for eval. */
export interface RenormState {
  readonly mean: Float64Array;
  readonly std: Float64Array;
  readonly movingStd: Float64Array;
}
