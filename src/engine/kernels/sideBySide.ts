import type { Slab } from './slab.js';

/** Fewer groups in a row cost more for the row than for them. */
const enoughGroups = 64;
const mostGroups = 1024;
/** What kernels take at a time. */
const lanes = 4;

/** A slab of one element for each group in other words: several of its rows as one row of so many times the groups. */
export interface SideBySide {
  /** Rows that became one. */
  readonly times: number;
  /** Its groups start at 0: factors and sums are those of the slab, `times` times after one another. */
  readonly wide: Slab;
  /** The rows that are left over. */
  readonly left: Slab;
}

/** null where rows are long enough, and fill the lanes, or there are gaps between them. */
export function sideBySide({ start, rows, stride, group, groups, length }: Slab): SideBySide | null {
  if (length !== 1 || stride !== groups) return null;
  const step = lanes / commonPart(groups, lanes);
  const times = step * Math.ceil(enoughGroups / (step * groups));
  if (times === 1 || times * groups > mostGroups || rows < 2 * times) return null;
  const wideRows = Math.floor(rows / times);
  const taken = wideRows * times;
  const wideGroups = times * groups;
  return {
    times,
    wide: { start, rows: wideRows, stride: wideGroups, group: 0, groups: wideGroups, length },
    left: { start: start + taken * stride, rows: rows - taken, stride, group, groups, length },
  };
}

/** A slab's own entries of an array [groups of the tensor], `times` times. */
export function repeated(array: Float64Array, { group, groups }: Slab, times: number): Float64Array {
  const all = new Float64Array(times * groups);
  const own = array.subarray(group, group + groups);
  for (let at = 0; at < all.length; at += groups) all.set(own, at);
  return all;
}

function commonPart(a: number, b: number): number {
  return b === 0 ? a : commonPart(b, a % b);
}
