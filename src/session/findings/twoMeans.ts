/** Numbers of either group, at least. */
const LEAST = 3;

/** Two groups of numbers, the lower ones and the higher ones. */
export interface TwoMeans {
  readonly low: number;
  readonly high: number;
  readonly lowCount: number;
  /** Share of the variance that is within the groups. */
  readonly within: number;
  /** What is above is the higher group's. */
  readonly border: number;
  /** Between the last of the lower and the first of the higher group. */
  readonly apart: number;
}

/** The two groups that leave least variance within them: 2-means in one dimension, exactly. Null of fewer than six numbers. */
export function twoMeans(sorted: Float64Array): TwoMeans | null {
  const count = sorted.length;
  if (count < 2 * LEAST) return null;
  let total = 0;
  let squares = 0;
  const middle = sorted[count >> 1];
  for (const value of sorted) {
    total += value - middle;
    squares += (value - middle) ** 2;
  }
  const all = squares - total ** 2 / count;
  let sum = 0;
  let best = -1;
  let lowCount = 0;
  let lowSum = 0;
  for (let at = 0; at < count - LEAST; at++) {
    sum += sorted[at] - middle;
    const n = at + 1;
    const between = sum ** 2 / n + (total - sum) ** 2 / (count - n) - total ** 2 / count;
    if (n >= LEAST && between > best) {
      best = between;
      lowCount = n;
      lowSum = sum;
    }
  }
  return {
    low: middle + lowSum / lowCount,
    high: middle + (total - lowSum) / (count - lowCount),
    lowCount,
    within: all > 0 ? Math.max(0, 1 - best / all) : 1,
    border: (sorted[lowCount - 1] + sorted[lowCount]) / 2,
    apart: sorted[lowCount] - sorted[lowCount - 1],
  };
}

/**
 * Whether the middle between the extremes parts numbers into two groups that leave less than a third of the variance within.
 * @param matters false where no two numbers are apart by more
 */
export function mayFallApart(values: Float64Array, matters = 0): boolean {
  const { length } = values;
  let lowest = Infinity;
  let highest = -Infinity;
  // By index: this is asked of every channel again and again, where iterators cost more.
  for (let at = 0; at < length; at++) {
    if (values[at] < lowest) lowest = values[at];
    if (values[at] > highest) highest = values[at];
  }
  if (highest - lowest <= matters) return false;
  const middle = lowest + (highest - lowest) / 2;
  let count = 0;
  let sum = 0;
  let total = 0;
  let squares = 0;
  for (let at = 0; at < length; at++) {
    const value = values[at] - middle;
    squares += value * value;
    total += value;
    if (value > 0) {
      count += 1;
      sum += value;
    }
  }
  const rest = length - count;
  if (count === 0 || rest === 0) return false;
  const mean = (total * total) / length;
  const between = (sum * sum) / count + (total - sum) ** 2 / rest - mean;
  return between > (2 / 3) * (squares - mean);
}

const BINS = 32;
const [binCounts, binSums] = [new Float64Array(BINS), new Float64Array(BINS)];

/**
 * Bound on the share of the variance that any two groups leave within them, from below, without sorting: the groups of bins,
 * less what lies within the bins. (For any two groups √(within x) ≥ √(within q) − √Σ(x − q)², where q is the mean of x's bin.)
 * @param values finite
 */
export function leastWithin(values: Float64Array): number {
  const count = values.length;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let at = 0; at < count; at++) {
    if (values[at] < lowest) lowest = values[at];
    if (values[at] > highest) highest = values[at];
  }
  const perUnit = BINS / (highest - lowest);
  if (!(perUnit < Infinity) || perUnit === 0) return 0;
  binCounts.fill(0);
  binSums.fill(0);
  let squares = 0;
  for (let at = 0; at < count; at++) {
    const value = (values[at] - lowest) * perUnit;
    const bin = Math.min(BINS - 1, Math.floor(value));
    binCounts[bin] += 1;
    binSums[bin] += value;
    squares += value * value;
  }
  let total = 0;
  let ofBins = 0;
  for (let bin = 0; bin < BINS; bin++) {
    total += binSums[bin];
    if (binCounts[bin] > 0) ofBins += binSums[bin] ** 2 / binCounts[bin];
  }
  let n = 0;
  let sum = 0;
  let best = 0;
  for (let bin = 0; bin < BINS - 1; bin++) {
    n += binCounts[bin];
    sum += binSums[bin];
    if (n > 0 && n < count) best = Math.max(best, sum ** 2 / n + (total - sum) ** 2 / (count - n));
  }
  const root = Math.sqrt(Math.max(0, ofBins - best)) - Math.sqrt(Math.max(0, squares - ofBins));
  return root > 0 ? root ** 2 / (squares - total ** 2 / count) : 0;
}

/**
 * Bound on the logarithm of the chance that normal numbers fall apart so: over all 2^(n−1) ways to make two groups of them, each
 * of which leaves a share below x with a chance under x^((n−2)/2).
 */
export function logChanceOf({ within }: TwoMeans, count: number): number {
  return (count - 1) * Math.LN2 + ((count - 2) / 2) * Math.log(within);
}
