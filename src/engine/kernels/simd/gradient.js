'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.gradient = gradient;
const pairs_1 = require('./pairs');
/** A group's factors, in the order of `params`. */
const SHIFT = 0;
const REST = 1;
const X_SHIFT = 2;
const X_REST = 3;
const SLOPE = 4;
const SCALE = 5;
/** (g − shift − rest − (x − xShift − xRest) · slope) · scale */
function pairGradient(g, x, shift, rest, xShift, xRest, slope, scale) {
  return f64x2.mul(
    f64x2.sub((0, pairs_1.centered)(g, shift, rest), f64x2.mul((0, pairs_1.centered)(x, xShift, xRest), slope)),
    scale,
  );
}
/** @param params six arrays of float64 [groups] */
function gradientOf(g, x, dx, rows, gStride, xStride, dxStride, groups, length, params) {
  const next = groups * 8;
  for (let row = 0; row < rows; row++, g += gStride, x += xStride, dx += dxStride) {
    let group = 0;
    if (length == 1) {
      for (; group + 1 < groups; group += 2) {
        const entry = params + group * 8;
        const at = group * sizeof();
        const pair = pairGradient(
          (0, pairs_1.loadPair)(g + at),
          (0, pairs_1.loadPair)(x + at),
          v128.load(entry + SHIFT * next),
          v128.load(entry + REST * next),
          v128.load(entry + X_SHIFT * next),
          v128.load(entry + X_REST * next),
          v128.load(entry + SLOPE * next),
          v128.load(entry + SCALE * next),
        );
        (0, pairs_1.storePair)(dx + at, pair);
      }
    }
    for (; group < groups; group++) {
      const entry = params + group * 8;
      const shift = v128.load64_splat(entry + SHIFT * next);
      const rest = v128.load64_splat(entry + REST * next);
      const xShift = v128.load64_splat(entry + X_SHIFT * next);
      const xRest = v128.load64_splat(entry + X_REST * next);
      const slope = v128.load64_splat(entry + SLOPE * next);
      const scale = v128.load64_splat(entry + SCALE * next);
      let at = group * length * sizeof();
      const end = at + length * sizeof();
      for (; at + 2 * sizeof() <= end; at += 2 * sizeof()) {
        (0, pairs_1.storePair)(
          dx + at,
          pairGradient(
            (0, pairs_1.loadPair)(g + at),
            (0, pairs_1.loadPair)(x + at),
            shift,
            rest,
            xShift,
            xRest,
            slope,
            scale,
          ),
        );
      }
      if (at < end) {
        (0, pairs_1.storeOne)(
          dx + at,
          pairGradient(
            (0, pairs_1.loadOne)(g + at),
            (0, pairs_1.loadOne)(x + at),
            shift,
            rest,
            xShift,
            xRest,
            slope,
            scale,
          ),
        );
      }
    }
  }
}
/** @param size bytes of an element: 4 for float32, 8 for float64 */
function gradient(size, g, x, dx, rows, gStride, xStride, dxStride, groups, length, params) {
  if (size == 4) gradientOf(g, x, dx, rows, gStride, xStride, dxStride, groups, length, params);
  else gradientOf(g, x, dx, rows, gStride, xStride, dxStride, groups, length, params);
}
