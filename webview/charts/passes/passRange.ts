/** Closer or farther at one notch of the wheel. */
export const wheelFactor = 0.8;

/** A half-open range of passes, counted from 0; null: all of them. */
export type PassRange = readonly [from: number, to: number] | null;

const fewestPasses = 2;

/** The range after zooming by `factor` (below 1: closer) around `focus`, which stays where it is on the axis. */
export function zoomPasses(range: PassRange, total: number, focus: number, factor: number): PassRange {
  const [from, to] = range ?? [0, total];
  const length = to - from;
  const wanted =
    factor < 1 ? Math.min(length - 1, Math.round(length * factor)) : Math.max(length + 1, Math.round(length * factor));
  const size = Math.max(Math.min(fewestPasses, total), wanted);
  if (size >= total) return null;
  const share = length > 1 ? (Math.min(to - 1, Math.max(from, focus)) - from) / (length - 1) : 0;
  const start = Math.round(focus - share * (size - 1));
  return within(start, size, total);
}

/** The range moved by `by` passes, held inside the program. */
export function panPasses(range: PassRange, total: number, by: number): PassRange {
  return range && within(range[0] + by, range[1] - range[0], total);
}

function within(start: number, size: number, total: number): PassRange {
  const from = Math.min(total - size, Math.max(0, start));
  return [from, from + size];
}
