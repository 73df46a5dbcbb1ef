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
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let i = start;
  for (; i + 3 < end; i += 4) {
    sum0 += (g[i] - gShift - gRest) * (x[i] - xShift - xRest);
    sum1 += (g[i + 1] - gShift - gRest) * (x[i + 1] - xShift - xRest);
    sum2 += (g[i + 2] - gShift - gRest) * (x[i + 2] - xShift - xRest);
    sum3 += (g[i + 3] - gShift - gRest) * (x[i + 3] - xShift - xRest);
  }
  for (; i < end; i++) sum0 += (g[i] - gShift - gRest) * (x[i] - xShift - xRest);
  return sum0 + sum1 + (sum2 + sum3);
}
