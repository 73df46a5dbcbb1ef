import type { Layout } from '../layout.js';

/**
 * A regular part of a tensor [outer, groups, inner] in an array: `rows` rows, their first elements `stride` apart; in
 * each of them a run of `length` elements for every group from `group` on, `groups` of them.
 */
export interface Slab {
  /** Index in the array of the first element. */
  readonly start: number;
  readonly rows: number;
  readonly stride: number;
  readonly group: number;
  readonly groups: number;
  readonly length: number;
}

/**
 * A stretch of a tensor in C order as slabs: whole rows in the middle, whole runs and parts of runs around them.
 * @param offset flat index in the tensor of the stretch's first element, which the slabs count as 0
 */
export function slabsOf({ groups, inner }: Pick<Layout, 'groups' | 'inner'>, offset: number, length: number): Slab[] {
  const slabs: Slab[] = [];
  const rowSize = groups * inner;
  const end = offset + length;
  let at = offset;
  const take = (rows: number, groupsTaken: number, run: number): void => {
    if (rows * groupsTaken * run === 0) return;
    const group = Math.floor(at / inner) % groups;
    slabs.push({ start: at - offset, rows, stride: rowSize, group, groups: groupsTaken, length: run });
    at += rows * groupsTaken * run;
  };
  const toRun = () => Math.min(end - at, (inner - (at % inner)) % inner);
  const runsTo = (limit: number) => Math.floor((limit - at) / inner);
  take(1, 1, toRun());
  const rowStart = Math.ceil(at / rowSize) * rowSize;
  take(1, runsTo(Math.min(end, rowStart)), inner);
  take(at === rowStart ? Math.floor((end - at) / rowSize) : 0, groups, inner);
  take(1, runsTo(end), inner);
  take(1, 1, end - at);
  return slabs;
}
