/** A stretch of a course of numbers that lies elsewhere than the rest. */
export interface Stretch {
  /** First number of it. */
  readonly from: number;
  /** The one behind its last; the length of all where it lasts. */
  readonly to: number;
  /** Mean of the numbers in it less that of the others. */
  readonly apart: number;
  /** √(1/inside + 1/outside): standard deviation of that, in that of one number. */
  readonly scale: number;
  /** Standard deviation of one number, from the differences of neighbours but for those across its ends. */
  readonly deviation: number;
  /** Degrees of freedom of that: neighbouring differences share a number. */
  readonly freedom: number;
  /** Whether a straight line through all numbers fits better than two levels. */
  readonly isTrend: boolean;
}

/**
 * The stretch between the extremes of the cumulative sum of deviations, which changes its direction where the level changes.
 * What begins with the first number is told as what comes after it. Null where either part has fewer than `least` numbers.
 */
export function stretchIn(values: Float64Array, count: number, least: number): Stretch | null {
  let mean = 0;
  for (let i = 0; i < count; i++) mean += values[i] / count;
  if (Number.isNaN(mean)) return null;
  let [sum, lowest, highest, low, high] = [0, 0, 0, 0, 0];
  for (let i = 0; i < count - 1; i++) {
    sum += values[i] - mean;
    if (sum < lowest) [lowest, low] = [sum, i + 1];
    if (sum > highest) [highest, high] = [sum, i + 1];
  }
  let [from, to] = low < high ? [low, high] : [high, low];
  const inside = to - from;
  if (Math.min(inside, count - inside) < least) return null;
  const sumInside = Math.abs(highest - lowest) * (low < high ? 1 : -1);
  let apart = sumInside / inside + sumInside / (count - inside);
  const scale = Math.sqrt(1 / inside + 1 / (count - inside));
  if (from === 0) [from, to, apart] = [to, count, -apart];
  return {
    from,
    to,
    apart,
    scale,
    ...noiseOf(values, count, from, to),
    isTrend: isTrend(values, count, mean, apart / scale),
  };
}

function noiseOf(
  values: Float64Array,
  count: number,
  from: number,
  to: number,
): Pick<Stretch, 'deviation' | 'freedom'> {
  let [squares, steps] = [0, 0];
  for (let i = 1; i < count; i++) {
    if (i === from || i === to) continue;
    squares += (values[i] - values[i - 1]) ** 2 / 2;
    steps += 1;
  }
  return { deviation: Math.sqrt(squares / steps), freedom: (2 * steps) / 3 };
}

/** @param explained root of the sum of squares that the two levels explain */
function isTrend(values: Float64Array, count: number, mean: number, explained: number): boolean {
  let [products, squares] = [0, 0];
  for (let i = 0; i < count; i++) {
    const at = i - (count - 1) / 2;
    products += at * (values[i] - mean);
    squares += at * at;
  }
  return products ** 2 / squares > explained ** 2;
}
