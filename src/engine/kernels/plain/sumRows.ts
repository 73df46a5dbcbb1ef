import type { Values } from '../../tensor.js';
import { MAX, MIN, SQUARES, SUM, type RowSums } from '../kernels.js';
import type { Slab } from '../slab.js';
import { sumRun } from './sumRun.js';

/** From this length on a run is worth four sums of its own. */
const longRun = 64;

/** Four rows at a time, so that a group's sums are loaded and stored once for four elements. */
export function sumRows(values: Values, slab: Slab, sums: RowSums): void {
  const { start, rows, stride, groups, length } = slab;
  sums.sum.fill(0, 0, groups);
  sums.squares.fill(0, 0, groups);
  sums.min.fill(Infinity, 0, groups);
  sums.max.fill(-Infinity, 0, groups);
  if (length >= longRun) {
    sumLongRuns(values, slab, sums);
    return;
  }
  let row = 0;
  for (; row + 3 < rows; row += 4) {
    const from = start + row * stride;
    if (length === 1) sumFourRows(values, from, stride, groups, sums);
    else sumFourRowsOfRuns(values, from, stride, groups, length, sums);
  }
  for (; row < rows; row++) sumOneRow(values, start + row * stride, groups, length, sums);
}

function sumLongRuns(values: Values, { start, rows, stride, groups, length }: Slab, sums: RowSums): void {
  const run = new Float64Array(4);
  for (let row = 0; row < rows; row++) {
    for (let group = 0, from = start + row * stride; group < groups; group++, from += length) {
      sumRun(values, from, from + length, sums.shift[group], run);
      sums.sum[group] += run[SUM];
      sums.squares[group] += run[SQUARES];
      sums.min[group] = Math.min(sums.min[group], run[MIN]);
      sums.max[group] = Math.max(sums.max[group], run[MAX]);
    }
  }
}

function sumFourRows(values: Values, start: number, stride: number, groups: number, sums: RowSums): void {
  const { shift, sum, squares, min, max } = sums;
  for (let group = 0, i = start; group < groups; group++, i++) {
    const c = shift[group];
    const x0 = values[i];
    const x1 = values[i + stride];
    const x2 = values[i + 2 * stride];
    const x3 = values[i + 3 * stride];
    const d0 = x0 - c;
    const d1 = x1 - c;
    const d2 = x2 - c;
    const d3 = x3 - c;
    sum[group] += d0 + d1 + (d2 + d3);
    squares[group] += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
    let low = min[group];
    let high = max[group];
    if (x0 < low) low = x0;
    if (x0 > high) high = x0;
    if (x1 < low) low = x1;
    if (x1 > high) high = x1;
    if (x2 < low) low = x2;
    if (x2 > high) high = x2;
    if (x3 < low) low = x3;
    if (x3 > high) high = x3;
    min[group] = low;
    max[group] = high;
  }
}

function sumFourRowsOfRuns(
  values: Values,
  start: number,
  stride: number,
  groups: number,
  inner: number,
  sums: RowSums,
): void {
  const { shift, sum, squares, min, max } = sums;
  for (let group = 0, from = start; group < groups; group++, from += inner) {
    const c = shift[group];
    let s0 = 0;
    let s1 = 0;
    let q0 = 0;
    let q1 = 0;
    let low = min[group];
    let high = max[group];
    for (let i = from; i < from + inner; i++) {
      const x0 = values[i];
      const x1 = values[i + stride];
      const x2 = values[i + 2 * stride];
      const x3 = values[i + 3 * stride];
      const d0 = x0 - c;
      const d1 = x1 - c;
      const d2 = x2 - c;
      const d3 = x3 - c;
      s0 += d0 + d1;
      s1 += d2 + d3;
      q0 += d0 * d0 + d1 * d1;
      q1 += d2 * d2 + d3 * d3;
      if (x0 < low) low = x0;
      if (x0 > high) high = x0;
      if (x1 < low) low = x1;
      if (x1 > high) high = x1;
      if (x2 < low) low = x2;
      if (x2 > high) high = x2;
      if (x3 < low) low = x3;
      if (x3 > high) high = x3;
    }
    sum[group] += s0 + s1;
    squares[group] += q0 + q1;
    min[group] = low;
    max[group] = high;
  }
}

function sumOneRow(values: Values, start: number, groups: number, inner: number, sums: RowSums): void {
  const { shift, sum, squares, min, max } = sums;
  for (let group = 0, from = start; group < groups; group++, from += inner) {
    for (let i = from; i < from + inner; i++) {
      const x = values[i];
      const d = x - shift[group];
      sum[group] += d;
      squares[group] += d * d;
      if (x < min[group]) min[group] = x;
      if (x > max[group]) max[group] = x;
    }
  }
}
