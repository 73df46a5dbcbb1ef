'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.crossSums = crossSums;
const pairs_1 = require('./pairs');
/** Σ (g − gShift − gRest) · (x − xShift − xRest) of one run. */
function crossRun(g, x, length, gShift, gRest, xShift, xRest) {
  const end = x + length * sizeof();
  let s0 = f64x2.splat(0);
  let s1 = s0;
  for (; x + 4 * sizeof() <= end; x += 4 * sizeof(), g += 4 * sizeof()) {
    const g0 = (0, pairs_1.centered)((0, pairs_1.loadPair)(g), gShift, gRest);
    const g1 = (0, pairs_1.centered)((0, pairs_1.loadPair)(g + 2 * sizeof()), gShift, gRest);
    s0 = f64x2.add(s0, f64x2.mul(g0, (0, pairs_1.centered)((0, pairs_1.loadPair)(x), xShift, xRest)));
    s1 = f64x2.add(s1, f64x2.mul(g1, (0, pairs_1.centered)((0, pairs_1.loadPair)(x + 2 * sizeof()), xShift, xRest)));
  }
  let sum = (0, pairs_1.sumOf)(f64x2.add(s0, s1));
  for (; x < end; x += sizeof(), g += sizeof()) {
    const product = f64x2.mul(
      (0, pairs_1.centered)((0, pairs_1.loadOne)(g), gShift, gRest),
      (0, pairs_1.centered)((0, pairs_1.loadOne)(x), xShift, xRest),
    );
    sum += f64x2.extract_lane(product, 0);
  }
  return sum;
}
/** @param params five arrays of float64 [groups]: g's shift and rest, x's shift and rest, the sums, which are added to */
function crossSumsOf(g, x, rows, gStride, xStride, groups, length, params) {
  const next = groups * 8;
  for (let row = 0; row < rows; row++, g += gStride, x += xStride) {
    let group = 0;
    if (length == 1) {
      for (; group + 1 < groups; group += 2) {
        const entry = params + group * 8;
        const left = (0, pairs_1.centered)(
          (0, pairs_1.loadPair)(g + group * sizeof()),
          v128.load(entry),
          v128.load(entry + next),
        );
        const right = (0, pairs_1.centered)(
          (0, pairs_1.loadPair)(x + group * sizeof()),
          v128.load(entry + 2 * next),
          v128.load(entry + 3 * next),
        );
        v128.store(entry + 4 * next, f64x2.add(v128.load(entry + 4 * next), f64x2.mul(left, right)));
      }
    }
    for (; group < groups; group++) {
      const entry = params + group * 8;
      const sum = crossRun(
        g + group * length * sizeof(),
        x + group * length * sizeof(),
        length,
        v128.load64_splat(entry),
        v128.load64_splat(entry + next),
        v128.load64_splat(entry + 2 * next),
        v128.load64_splat(entry + 3 * next),
      );
      f64.store(entry + 4 * next, f64.load(entry + 4 * next) + sum);
    }
  }
}
/** @param size bytes of an element: 4 for float32, 8 for float64 */
function crossSums(size, g, x, rows, gStride, xStride, groups, length, params) {
  if (size == 4) crossSumsOf(g, x, rows, gStride, xStride, groups, length, params);
  else crossSumsOf(g, x, rows, gStride, xStride, groups, length, params);
}
