import type { Mode, StageId } from '../../engine/index.js';
import type { RepairViews } from './repairView.js';
import type { StudyViews } from './studyView.js';
import type { ChannelOrder, ChannelOrderRequest, ChannelTable, TableRequest } from './table/index.js';

/**
 * What the panel can ask of a session, and what it gets: summaries, never whole tensors. Arrays are typed arrays, so
 * that NaN and infinities survive the way into a webview; plain fields are always finite or null.
 *
 * Passes count from 0. `pass: null` asks for the state before the first pass (with the next planned batch, "as it is").
 */
export interface Views extends StudyViews, RepairViews {
  table: { request: TableRequest; result: ChannelTable };
  channelOrder: { request: ChannelOrderRequest; result: ChannelOrder };
  history: { request: { channels: readonly number[] }; result: ChannelHistory[] };
  overview: { request: OverviewRequest; result: Overview };
  distribution: { request: { pass: number | null; channel: number; bins?: number }; result: Distribution };
  numbers: { request: { pass: number | null; channel: number }; result: ChannelNumbers };
  arithmetic: {
    request: { pass: number | null; channel: number; index: readonly number[] | null };
    result: Arithmetic;
  };
  slice: { request: SliceRequest; result: Slice };
  axes: { request: AxesRequest; result: AxisStatistics[] };
}
export type ViewName = keyof Views;
export type ViewRequest<K extends ViewName = ViewName> = Views[K]['request'];
export type ViewResult<K extends ViewName = ViewName> = Views[K]['result'];

/** One channel over the computed passes. Index 0 of the running arrays is the initial state ([P + 1]); batch arrays are [P]. */
export interface ChannelHistory {
  readonly channel: number;
  readonly runningMean: Float64Array;
  readonly runningVar: Float64Array;
  readonly batchMean: Float64Array;
  readonly batchVar: Float64Array;
  /** Over all values of the train batches up to the last computed pass; [mean, biased variance]. */
  readonly allBatches: Float64Array;
  /** Weight that the given value still has after each pass ([P + 1], starts with 1); one array for all channels of an answer. */
  readonly initialWeight: Float64Array;
  /** Of the first channel that is asked for, the same channel on the branches beside; absent: there are none. */
  readonly beside?: readonly BranchHistory[];
}

/** A channel's running values on another branch, as far as both have run. [P + 1], index 0 is the initial state */
export interface BranchHistory {
  readonly name: string;
  readonly runningMean: Float64Array;
  readonly runningVar: Float64Array;
}

export type OverviewQuantity = 'mean-gap' | 'variance-ratio' | 'running-var' | 'non-finite';

export interface OverviewRequest {
  readonly quantity: OverviewQuantity;
  /**
   * Half-open ranges; absent: everything computed. Columns are cut for the whole range, also where not all of its
   * passes have run; those without a pass that has are absent.
   */
  readonly channelRange?: readonly [from: number, to: number];
  readonly passRange?: readonly [from: number, to: number];
  /** More channels or passes than this: a cell shows the largest magnitude in it, NaN before all. */
  readonly maxRows: number;
  readonly maxColumns: number;
}

export interface Overview {
  readonly quantity: OverviewQuantity;
  readonly rows: number;
  readonly columns: number;
  /**
   * [columns, rows], so that a pass that has a column of its own moves no other: mean gap in running σ, log2 of the variance
   * ratio, variance, or count.
   */
  readonly values: Float64Array;
  /** The channel that each cell shows, from the first one on, [columns, rows]; null: each row is a channel. */
  readonly firstChannel: number;
  readonly channel: Uint16Array | Uint32Array | null;
  /** The pass that each cell shows, likewise; null: each column is a pass. */
  readonly firstPass: number;
  readonly pass: Uint16Array | Uint32Array | null;
  /** Whether no pass of a column was computed: drawn as background, [columns]. */
  readonly masked: Uint8Array;
}

/** Histograms of x, x̂ and y of one channel on one value axis, one bin width. */
export interface Distribution {
  /** [bins + 1] edges, shared; x has its own in `xEdges` where |mean| > 20 σ. */
  readonly edges: Float64Array;
  readonly xEdges: Float64Array | null;
  /** Share of all N values in each bin, [bins]; x has as many as its own edges have. A few far-out values, and eval's x̂
   * where it lies far away, are beyond the edges and in no bin. */
  readonly x: Float64Array;
  /** Null before the first pass. */
  readonly normalized: Float64Array | null;
  /** x̂ as eval would give it with the running values after the pass. */
  readonly evalNormalized: Float64Array | null;
  readonly y: Float64Array | null;
  /** [mean, σ] of x, x̂, eval x̂ and y. */
  readonly moments: {
    readonly x: Float64Array;
    readonly normalized: Float64Array;
    readonly evalNormalized: Float64Array;
    readonly y: Float64Array;
  };
  /** Values outside any bin: NaN and infinities. */
  readonly nonFinite: number;
}

/** One channel's numbers at one pass; every array is [batch, running, all batches, gap] where one is absent, NaN. */
export interface ChannelNumbers {
  readonly channel: number;
  readonly mean: Float64Array;
  /** The last entry is a ratio: (batch var) / (running var). */
  readonly variance: Float64Array;
  /** [min, max, gamma, beta]. */
  readonly extremes: Float64Array;
  readonly count: number;
  readonly nonFinite: number;
  /** Where a framework's rounding is emulated: what it makes of this channel, beside the exact values. */
  readonly emulated?: readonly EmulatedNumber[];
  /** Index of the first value that is not finite, and the value ([1]); null where all are finite. */
  readonly firstNonFinite: { readonly index: readonly number[]; readonly value: Float64Array } | null;
}

/** A number as the framework's own code gets it. */
export interface EmulatedNumber {
  /** The batch variance is the biased one; `output-sigma` is the standard deviation of y. */
  readonly quantity: 'batch-mean' | 'batch-variance' | 'output-sigma' | 'running-mean' | 'running-variance';
  /** [exact, as emulated, decimal digits lost of the 7.2 that float32 holds]. */
  readonly values: Float64Array;
}

/** A part of a formula: text, or a number by its index into `values`. */
export type Term =
  string | { readonly value: number; readonly role: 'batch' | 'running' | 'plain'; readonly digits: number };

export interface ArithmeticStage {
  readonly id: StageId;
  /** `batch mean` */
  readonly name: string;
  /** `μ = Σx / N` */
  readonly formula: string;
  /** The formula with its numbers. */
  readonly terms: readonly Term[];
  /** Index into values; null where the stage has no result before it runs. */
  readonly result: number | null;
  readonly resultRole: 'batch' | 'running' | 'plain';
}

/** The stages of one pass for one channel, in order, for the value at `index`. */
export interface Arithmetic {
  readonly mode: Mode;
  readonly index: readonly number[];
  /** Of the batch only the statistics were recorded: stages about one value have formulas only. */
  readonly isWithoutValues?: true;
  readonly stages: readonly ArithmeticStage[];
  readonly values: Float64Array;
}

export interface SliceRequest {
  readonly pass: number | null;
  /** Axes shown as rows and as columns, counted from 0; rowAxis null shows one row (rank 1 slices). */
  readonly rowAxis: number | null;
  readonly columnAxis: number;
  /** One index for every axis; those of the two shown axes give the window's first row and column. */
  readonly index: readonly number[];
  readonly maxRows: number;
  readonly maxColumns: number;
}

/** A window of the input and of the output, [rows, columns] each. */
export interface Slice {
  readonly rows: number;
  readonly columns: number;
  readonly x: Float64Array;
  /** Null before the first pass, and where the pass was refused. */
  readonly normalized: Float64Array | null;
  readonly y: Float64Array | null;
  readonly shape: readonly number[];
}

export interface AxesRequest {
  readonly pass: number | null;
  /** Axes to take for the channels, one after another, counted from 0. */
  readonly axes: readonly number[];
}

/** A batch's statistics with one of its axes as the channels, [channels] each. */
export interface AxisStatistics {
  readonly axis: number;
  readonly channels: number;
  /** Values per channel. */
  readonly count: number;
  readonly mean: Float64Array;
  /** Biased. */
  readonly variance: Float64Array;
  /** [σ of the channels' means, root of their mean variance, share of the variance between channels]. */
  readonly spread: Float64Array;
}
