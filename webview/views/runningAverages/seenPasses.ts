import { columnOf, initPass, type PassAxis } from '../../charts/passes/passAxis.js';

/** One value a pass, with how far its band reaches above and below it. */
interface Series {
  /** Half-open; from `initPass` where the initial state belongs to it. */
  readonly from: number;
  readonly to: number;
  readonly has?: (pass: number) => boolean;
  readonly value: (pass: number) => number;
  readonly reach: (pass: number) => number;
}

/**
 * The passes whose points are seen, in order: all of them, or where several share a column of pixels its first, its
 * last, those with the extremes of line and band, and the first without a value. Thousands of passes cost as many
 * points as the chart is wide.
 */
export function seenPasses(axis: PassAxis, { from, to, has, value, reach }: Series): readonly number[] {
  const hasColumns = axis.passColumns >= axis.to - axis.from;
  const seen: number[] = [];
  let column = NaN;
  // Of the column: passes, and what makes them stand out, each by itself: there are thousands to look at with each step.
  let [first, last, gap] = [NaN, NaN, NaN];
  let [highest, lowest, upper, lower] = [NaN, NaN, NaN, NaN];
  let high = -Infinity;
  let low = Infinity;
  let above = -Infinity;
  let below = Infinity;
  const close = (): void => {
    const kept = new Set([first, last, gap, highest, lowest, upper, lower]);
    kept.delete(NaN);
    seen.push(...[...kept].sort((a, b) => a - b));
  };
  for (let pass = from; pass < to; pass++) {
    if (has && !has(pass)) continue;
    if (hasColumns) {
      seen.push(pass);
      continue;
    }
    const own = pass === initPass ? initPass : columnOf(axis, pass);
    if (own !== column) {
      close();
      column = own;
      first = pass;
      gap = highest = lowest = upper = lower = NaN;
      high = above = -Infinity;
      low = below = Infinity;
    }
    last = pass;
    const y = value(pass);
    if (!Number.isFinite(y)) {
      if (Number.isNaN(gap)) gap = pass;
      continue;
    }
    const half = reach(pass);
    if (y > high) [high, highest] = [y, pass];
    if (y < low) [low, lowest] = [y, pass];
    if (y + half > above) [above, upper] = [y + half, pass];
    if (y - half < below) [below, lower] = [y - half, pass];
  }
  close();
  return seen;
}
