/**
 * What the distance between eval and train is made of, in the order of the table's columns:
 * `start` the initial value that still weighs, `lag` the average behind a drift, `outlier` batches unlike the others,
 * `between` how the other batches scatter, `stored` the factor of the stored variance, such as N/(N − 1), `eps` that it dampens a
 * difference of variances, `input` that this input lies elsewhere than the train batches, `other` what no pass of the program
 * explains: other updates, or the rounding of what the running values are held in.
 */
export const GAP_PARTS = ['start', 'lag', 'outlier', 'between', 'stored', 'eps', 'input', 'other'] as const;
export type GapPart = (typeof GAP_PARTS)[number];

/** Where a part stands in `GAP_PARTS`. */
export const PART = {
  start: 0,
  lag: 1,
  outlier: 2,
  between: 3,
  stored: 4,
  eps: 5,
  input: 6,
  other: 7,
} as const satisfies Record<GapPart, number>;
