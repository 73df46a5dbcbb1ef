export type TableColumn =
  'severity' | 'channel' | 'mean' | 'var' | 'min' | 'max' | 'runningMean' | 'runningVar' | 'gamma' | 'beta' | 'gap';

/** Which channels a table lists, and in what order. */
export interface ChannelOrderRequest {
  readonly pass: number | null;
  readonly sort: { readonly column: TableColumn; readonly descending: boolean };
  /** An expression over the table's columns; empty: all channels. */
  readonly filter: string;
  /** Half-open range of channels; null: all. */
  readonly range: readonly [from: number, to: number] | null;
}

export interface ChannelOrder {
  /** The channels that pass filter and range, [rows]. */
  readonly channels: Uint32Array;
  /** What is wrong with the filter, which hides nothing then. */
  readonly objection: string | null;
  readonly axis: GlyphAxis;
}

/** One axis for all rows of the mean ± σ column. */
export interface GlyphAxis {
  readonly from: number;
  readonly to: number;
}

/** All channels by their number; or these; or some rows (half-open) of an order: 65,536 channels take 5 MB. */
export interface TableRequest {
  readonly pass: number | null;
  readonly channels?: readonly number[];
  readonly rows?: Omit<ChannelOrderRequest, 'pass'> & { readonly from: number; readonly to: number };
}

/** Channels at one pass, [rows] each. Running values are those after the pass. Absent tracking: NaN. */
export interface ChannelTable {
  /** How many channels the batch has. */
  readonly channels: number;
  /** Of the first entry, where rows of an order were asked for; otherwise 0. */
  readonly firstRow: number;
  /** That each row is about. */
  readonly channel: Uint32Array;
  readonly mean: Float64Array;
  /** The batch's own variance, biased. */
  readonly var: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly nonFinite: Uint32Array;
  readonly runningMean: Float64Array;
  readonly runningVar: Float64Array;
  readonly gamma: Float64Array;
  readonly beta: Float64Array;
  /** (batch mean − running mean) / √(running var + eps). */
  readonly gap: Float64Array;
  /**
   * Worst severity of a finding about the channel in any pass: what went wrong in pass 7 is worth a sign in pass 11, too.
   * 0 none, 1 info, 2 warning, 3 error.
   */
  readonly severity: Uint8Array;
}
