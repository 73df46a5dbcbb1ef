export interface ComparisonRequest {
  /** Keys; the first is the one that the others are compared with. */
  readonly conventions: readonly string[];
  /** Pass of the table; null: the last computed one. */
  readonly pass: number | null;
}

/** The same program under several conventions, each with its own eps, momentum and start. */
export interface SideBySide {
  readonly baseline: { readonly key: string; readonly name: string };
  /** The pass that the tables are about. */
  readonly pass: number;
  readonly others: readonly ConventionComparison[];
}

export interface ConventionComparison {
  readonly key: string;
  readonly name: string;
  /** What was taken otherwise, such as a Linear in the place of gamma and beta. */
  readonly note?: string;
  /**
   * Largest difference over the channels after each pass, [passes]; NaN where a pass was refused by either or neither has
   * the quantity, infinite where only one of them is a number.
   */
  readonly runningMean: Float64Array;
  readonly runningVar: Float64Array;
  /** Largest difference of any output of the pass's own batch, evaluated with the state after the pass. */
  readonly evalOutput: Float64Array;
  /** Largest difference of the pass's own output, [passes]. */
  readonly output: Float64Array;
  /** The channel where `evalOutput` differs most, [passes]; `output` where there is no `evalOutput`. */
  readonly worstChannel: Uint32Array;
  /** At `pass`, per channel, [C]: other minus baseline. */
  readonly channels: {
    readonly runningMean: Float64Array;
    readonly runningVar: Float64Array;
    readonly evalOutput: Float64Array;
  };
  /**
   * The first pass at which they part, what differs there (`output, running mean`), and the rules that do it, strongest
   * first, with semicolons between; null where they agree to 1e-9 throughout.
   */
  readonly parting: { readonly pass: number; readonly quantity: string; readonly rule: string } | null;
  /** Why it cannot be compared, such as statistics over other axes. */
  readonly error?: string;
}
