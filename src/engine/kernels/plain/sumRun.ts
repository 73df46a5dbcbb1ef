import type { Values } from '../../tensor.js';
import { MAX, MIN, SQUARES, SUM } from '../kernels.js';

/** Four sums side by side, since one alone waits for its own last addition. */
export function sumRun(values: Values, start: number, end: number, shift: number, out: Float64Array): void {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let squares0 = 0;
  let squares1 = 0;
  let squares2 = 0;
  let squares3 = 0;
  let min = Infinity;
  let max = -Infinity;
  let i = start;
  for (const last = end - 3; i < last; i += 4) {
    const x0 = values[i];
    const x1 = values[i + 1];
    const x2 = values[i + 2];
    const x3 = values[i + 3];
    const d0 = x0 - shift;
    const d1 = x1 - shift;
    const d2 = x2 - shift;
    const d3 = x3 - shift;
    sum0 += d0;
    sum1 += d1;
    sum2 += d2;
    sum3 += d3;
    squares0 += d0 * d0;
    squares1 += d1 * d1;
    squares2 += d2 * d2;
    squares3 += d3 * d3;
    if (x0 < min) min = x0;
    if (x0 > max) max = x0;
    if (x1 < min) min = x1;
    if (x1 > max) max = x1;
    if (x2 < min) min = x2;
    if (x2 > max) max = x2;
    if (x3 < min) min = x3;
    if (x3 > max) max = x3;
  }
  for (; i < end; i++) {
    const x = values[i];
    const d = x - shift;
    sum0 += d;
    squares0 += d * d;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  out[SUM] = sum0 + sum1 + (sum2 + sum3);
  out[SQUARES] = squares0 + squares1 + (squares2 + squares3);
  out[MIN] = min;
  out[MAX] = max;
}
