import type { Values } from '../../tensor.js';
import type { Slab } from '../slab.js';

export function addCrossSums(
  g: Values,
  gShift: Float64Array,
  x: Values,
  xShift: Float64Array,
  slab: Slab,
  sums: Float64Array,
): void {
  const { start, rows, stride, groups, group, length } = slab;
  for (let row = 0; row < rows; row++) {
    let from = start + row * stride;
    for (let at = group; at < group + groups; at++, from += length) {
      sums[at] += runCrossSum(g, gShift[at], x, xShift[at], from, from + length);
    }
  }
}

function runCrossSum(g: Values, gShift: number, x: Values, xShift: number, start: number, end: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let i = start;
  for (; i + 3 < end; i += 4) {
    sum0 += (g[i] - gShift) * (x[i] - xShift);
    sum1 += (g[i + 1] - gShift) * (x[i + 1] - xShift);
    sum2 += (g[i + 2] - gShift) * (x[i + 2] - xShift);
    sum3 += (g[i + 3] - gShift) * (x[i + 3] - xShift);
  }
  for (; i < end; i++) sum0 += (g[i] - gShift) * (x[i] - xShift);
  return sum0 + sum1 + (sum2 + sum3);
}
