import { outermost } from '../../charts/outermost.js';
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
  const passes: number[] = [];
  for (let pass = from; pass < to; pass++) if (!has || has(pass)) passes.push(pass);
  if (axis.passColumns >= axis.to - axis.from) return passes;
  const seen: number[] = [];
  for (let start = 0, end = 0; start < passes.length; start = end) {
    const column = columnAt(axis, passes[start]);
    while (end < passes.length && columnAt(axis, passes[end]) === column) end++;
    seen.push(...ofColumn(passes.slice(start, end), value, reach));
  }
  return seen;
}

function columnAt(axis: PassAxis, pass: number): number {
  return pass === initPass ? initPass : columnOf(axis, pass);
}

function ofColumn(passes: readonly number[], value: Series['value'], reach: Series['reach']): readonly number[] {
  const hasValue = (pass: number): boolean => Number.isFinite(value(pass));
  const known = (of: (pass: number) => number) => (pass: number) => (hasValue(pass) ? of(pass) : -Infinity);
  const kept = outermost(
    passes,
    known(value),
    known((pass) => -value(pass)),
    known((pass) => value(pass) + reach(pass)),
    known((pass) => reach(pass) - value(pass)),
  );
  const gap = passes.find((pass) => !hasValue(pass));
  return gap === undefined || kept.includes(gap) ? kept : [...kept, gap].sort((a, b) => a - b);
}
