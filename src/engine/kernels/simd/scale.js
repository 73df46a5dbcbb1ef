'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.scale = scale;
const pairs_1 = require('./pairs');
/** y = (x − shift − rest) · scale + offset */
function scaled(x, shift, rest, scale, offset) {
  return f64x2.add(f64x2.mul((0, pairs_1.centered)(x, shift, rest), scale), offset);
}
function scaleRun(x, y, length, shift, rest, scale, offset) {
  const end = x + length * sizeof();
  for (; x + 4 * sizeof() <= end; x += 4 * sizeof(), y += 4 * sizeof()) {
    const y0 = scaled((0, pairs_1.loadPair)(x), shift, rest, scale, offset);
    const y1 = scaled((0, pairs_1.loadPair)(x + 2 * sizeof()), shift, rest, scale, offset);
    if (sizeof() == 4) {
      v128.store(y, v128.shuffle(f32x4.demote_f64x2_zero(y0), f32x4.demote_f64x2_zero(y1), 0, 2));
    } else {
      v128.store(y, y0);
      v128.store(y, y1, 16);
    }
  }
  for (; x < end; x += sizeof(), y += sizeof()) {
    (0, pairs_1.storeOne)(y, scaled((0, pairs_1.loadOne)(x), shift, rest, scale, offset));
  }
}
/** Rows of one element for each group, four rows at a time: a group's factors are loaded once for them. */
function scalePairsOfGroups(x, y, rows, xStride, yStride, groups, params) {
  const next = groups * 8;
  for (let group = 0; group + 1 < groups; group += 2) {
    const entry = params + group * 8;
    const shift = v128.load(entry);
    const rest = v128.load(entry + next);
    const scale = v128.load(entry + 2 * next);
    const offset = v128.load(entry + 3 * next);
    let from = x + group * sizeof();
    let to = y + group * sizeof();
    for (let row = 0; row < rows; row++) {
      (0, pairs_1.storePair)(to, scaled((0, pairs_1.loadPair)(from), shift, rest, scale, offset));
      from += xStride;
      to += yStride;
    }
  }
}
/** @param params four arrays of float64 [groups]: shift, rest, scale, offset */
function scaleOf(x, y, rows, xStride, yStride, groups, length, params) {
  const next = groups * 8;
  while (rows > 0) {
    const taken = length == 1 ? min(rows, 4) : 1;
    let group = 0;
    if (length == 1) {
      scalePairsOfGroups(x, y, taken, xStride, yStride, groups, params);
      group = groups & ~1;
    }
    for (; group < groups; group++) {
      const entry = params + group * 8;
      const shift = v128.load64_splat(entry);
      const rest = v128.load64_splat(entry + next);
      const factor = v128.load64_splat(entry + 2 * next);
      const offset = v128.load64_splat(entry + 3 * next);
      for (let row = 0; row < taken; row++) {
        const from = x + row * xStride + group * length * sizeof();
        const to = y + row * yStride + group * length * sizeof();
        scaleRun(from, to, length, shift, rest, factor, offset);
      }
    }
    x += taken * xStride;
    y += taken * yStride;
    rows -= taken;
  }
}
/** @param size bytes of an element: 4 for float32, 8 for float64 */
function scale(size, x, y, rows, xStride, yStride, groups, length, params) {
  if (size == 4) scaleOf(x, y, rows, xStride, yStride, groups, length, params);
  else scaleOf(x, y, rows, xStride, yStride, groups, length, params);
}
