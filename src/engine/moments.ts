/**
 * The batch's own statistics, one entry for each group of the layout ([groups]).
 *
 * The mean is held as `shift + remainder`, since even a correctly rounded float64 mean is too coarse where
 * mean = 1e6 · std. In a group that holds NaN or an infinity, mean and m2 are what IEEE arithmetic gives.
 */
export interface Moments {
  /** N, elements per group. */
  readonly count: number;
  readonly shift: Float64Array;
  readonly remainder: Float64Array;
  /** Σ(x − mean)²; divided by N it is the biased variance. */
  readonly m2: Float64Array;
  /** Smallest and largest value that is not NaN; NaN where all are. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** How many values are NaN, +∞ or −∞. */
  readonly nonFinite: Uint32Array;
  /** Flat C-order index into the tensor of the first of them; −1 where all are finite. */
  readonly firstNonFinite: Float64Array;
}
