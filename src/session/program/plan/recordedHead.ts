/** What a statistics file says of its passes, without their statistics. T passes of C channels. */
export interface RecordedHead {
  readonly passes: number;
  readonly channels: number;
  /** 1 train, 0 eval, [T] */
  readonly modes: Uint8Array;
  /** N, values per channel, [T] */
  readonly counts: Float64Array;
  /** The user's own step numbers, [T]; null where none were recorded. */
  readonly steps: Float64Array | null;
  /** Of the inputs, [T × rank]; null where none were recorded. */
  readonly shapes: Float64Array | null;
  /** Members that it has beside those that it must. */
  readonly members: readonly string[];
}
