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
 * What begins with the first numbers, so few before it that they are no level, is told as what comes after it. Null where either part has fewer than `least` numbers, or
 * they are apart by no more than `matters`.
 */
export function stretchIn(values: Float64Array, least: number, matters: number): Stretch | null {
  const count = values.length;
  const mean = meanWhereApart(values, matters);
  if (Number.isNaN(mean)) return null;
  let sum = 0;
  let lowest = 0;
  let highest = 0;
  let low = 0;
  let high = 0;
  for (let i = 0; i < count - 1; i++) {
    sum += values[i] - mean;
    if (sum < lowest) {
      lowest = sum;
      low = i + 1;
    } else if (sum > highest) {
      highest = sum;
      high = i + 1;
    }
  }
  const between = Math.abs(high - low);
  // What it would be with these ends: others make no more of a stretch that matters, but for its noise.
  if (!((highest - lowest) * (1 / between + 1 / (count - between)) > matters)) return null;
  const ends = nearest(values, count, Math.min(low, high), Math.max(low, high));
  if (Math.min(ends.inside.count, ends.outside.count) < least) return null;
  const { inside, outside } = ends;
  const isBeginning = ends.from < least;
  const [from, to] = isBeginning ? [ends.to, count] : [ends.from, ends.to];
  const apart = (inside.mean - outside.mean) * (isBeginning ? -1 : 1);
  if (!(Math.abs(apart) > matters)) return null;
  const scale = Math.sqrt(1 / inside.count + 1 / outside.count);
  return {
    from,
    to,
    apart,
    scale,
    ...noiseOf(values, count, from, to),
    isTrend: isTrend(values, count, mean, apart / scale),
  };
}

/** Their mean; NaN where no two of them, and so no two levels, are apart by more than that. */
function meanWhereApart(values: Float64Array, matters: number): number {
  let lowest = Infinity;
  let highest = -Infinity;
  let sum = 0;
  const count = values.length;
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    sum += value;
  }
  return highest - lowest <= matters ? NaN : sum / count;
}

interface Level {
  readonly count: number;
  readonly mean: number;
}

/** Ends that no number is beyond which is nearer to the other level: the mean of all, which the sum turns at, lies anywhere. */
function nearest(
  values: Float64Array,
  count: number,
  from: number,
  to: number,
): { readonly from: number; readonly to: number; readonly inside: Level; readonly outside: Level } {
  let total = 0;
  for (let i = 0; i < count; i++) total += values[i];
  for (;;) {
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i];
    const inside = { count: to - from, mean: sum / (to - from) };
    const outside = { count: count - inside.count, mean: (total - sum) / (count - inside.count) };
    const isOutside = (value: number): boolean => Math.abs(value - outside.mean) < Math.abs(value - inside.mean);
    if (inside.count > 1 && from > 0 && isOutside(values[from])) from += 1;
    else if (inside.count > 1 && to < count && isOutside(values[to - 1])) to -= 1;
    else if (from === 0 && outside.count > 1 && !isOutside(values[to])) to += 1;
    else return { from, to, inside, outside };
  }
}

function noiseOf(
  values: Float64Array,
  count: number,
  from: number,
  to: number,
): Pick<Stretch, 'deviation' | 'freedom'> {
  let squares = 0;
  let steps = 0;
  for (let i = 1; i < count; i++) {
    if (i === from || i === to) continue;
    squares += (values[i] - values[i - 1]) ** 2 / 2;
    steps += 1;
  }
  return { deviation: Math.sqrt(squares / steps), freedom: (2 * steps) / 3 };
}

/** @param explained root of the sum of squares that the two levels explain */
function isTrend(values: Float64Array, count: number, mean: number, explained: number): boolean {
  let products = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const at = i - (count - 1) / 2;
    products += at * (values[i] - mean);
    squares += at * at;
  }
  return products ** 2 / squares > explained ** 2;
}
