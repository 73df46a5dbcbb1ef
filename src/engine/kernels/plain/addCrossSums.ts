import type { Values } from '../../tensor.js';
import type { Center } from '../kernels.js';
import type { Slab } from '../slab.js';

export function addCrossSums(
  g: Values,
  gCenter: Center,
  x: Values,
  xCenter: Center,
  slab: Slab,
  sums: Float64Array,
): void {
  const { start, rows, stride, groups, group, length } = slab;
  for (let row = 0; row < rows; row++) {
    let from = start + row * stride;
    for (let at = group; at < group + groups; at++, from += length) {
      sums[at] += runCrossSum(g, gCenter, x, xCenter, at, from, from + length);
    }
  }
}

function runCrossSum(
  g: Values,
  gCenter: Center,
  x: Values,
  xCenter: Center,
  group: number,
  start: number,
  end: number,
): number {
  const gShift = gCenter.shift[group];
  const gRest = gCenter.remainder[group];
  const xShift = xCenter.shift[group];
  const xRest = xCenter.remainder[group];
  let even = 0;
  let odd = 0;
  let i = start;
  for (; i + 1 < end; i += 2) {
    even += (g[i] - gShift - gRest) * (x[i] - xShift - xRest);
    odd += (g[i + 1] - gShift - gRest) * (x[i + 1] - xShift - xRest);
  }
  if (i < end) even += (g[i] - gShift - gRest) * (x[i] - xShift - xRest);
  return even + odd;
}
