import { halfOf, loadOne, loadPair, storeOne, storeTwoPairs } from './pairs';

/** A group's factors, in the order of `params`. */
const SHIFT: usize = 0;
const SCALE: usize = 1;
const OFFSET: usize = 2;

/** y = (x − shift) · scale + offset */
function scaled(x: v128, shift: v128, scale: v128, offset: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.sub(x, shift), scale), offset);
}

function scaleRun<T>(x: usize, y: usize, length: usize, shift: v128, scale: v128, offset: v128): void {
  const end = x + length * sizeof<T>();
  for (; x + 4 * sizeof<T>() <= end; x += 4 * sizeof<T>(), y += 4 * sizeof<T>()) {
    const y0 = scaled(loadPair<T>(x), shift, scale, offset);
    const y1 = scaled(loadPair<T>(x + 2 * sizeof<T>()), shift, scale, offset);
    storeTwoPairs<T>(y, y0, y1);
  }
  for (; x < end; x += sizeof<T>(), y += sizeof<T>()) {
    storeOne<T>(y, scaled(loadOne<T>(x), shift, scale, offset));
  }
}

/** Four neighbouring groups of one element each. */
function scaleFour<T>(
  x: usize,
  y: usize,
  shift0: v128,
  shift1: v128,
  scale0: v128,
  scale1: v128,
  offset0: v128,
  offset1: v128,
): void {
  const y0 = scaled(loadPair<T>(x), shift0, scale0, offset0);
  storeTwoPairs<T>(y, y0, scaled(loadPair<T>(x + 2 * sizeof<T>()), shift1, scale1, offset1));
}

/**
 * One row of one element for each group and another one, `xFar` and `yFar` away, whose factors are loaded once for both.
 * A row alone is its own other one.
 */
function scaleTwoRows<T>(
  x: usize,
  y: usize,
  xFar: usize,
  yFar: usize,
  groups: usize,
  params: usize,
  next: usize,
): void {
  let entry = params;
  let group: usize = 0;
  for (; group + 3 < groups; group += 4, entry += 32, x += 4 * sizeof<T>(), y += 4 * sizeof<T>()) {
    const shift0 = v128.load(entry + SHIFT * next);
    const shift1 = v128.load(entry + SHIFT * next, 16);
    const scale0 = v128.load(entry + SCALE * next);
    const scale1 = v128.load(entry + SCALE * next, 16);
    const offset0 = v128.load(entry + OFFSET * next);
    const offset1 = v128.load(entry + OFFSET * next, 16);
    scaleFour<T>(x, y, shift0, shift1, scale0, scale1, offset0, offset1);
    if (xFar != 0) scaleFour<T>(x + xFar, y + yFar, shift0, shift1, scale0, scale1, offset0, offset1);
  }
  for (; group < groups; group++, entry += 8, x += sizeof<T>(), y += sizeof<T>()) {
    const shift = v128.load64_splat(entry + SHIFT * next);
    const scale = v128.load64_splat(entry + SCALE * next);
    const offset = v128.load64_splat(entry + OFFSET * next);
    storeOne<T>(y, scaled(loadOne<T>(x), shift, scale, offset));
    if (xFar != 0) storeOne<T>(y + yFar, scaled(loadOne<T>(x + xFar), shift, scale, offset));
  }
}

/** @param params three arrays of float64 [groups]: shift, scale, offset */
function scaleOf<T>(
  x: usize,
  y: usize,
  rows: usize,
  xStride: usize,
  yStride: usize,
  groups: usize,
  length: usize,
  params: usize,
): void {
  const next = groups * 8;
  if (length == 1) {
    const half = halfOf(rows);
    for (let row: usize = 0; row < half; row++, x += xStride, y += yStride) {
      scaleTwoRows<T>(x, y, half * xStride, half * yStride, groups, params, next);
    }
    if (rows & 1) scaleTwoRows<T>(x + half * xStride, y + half * yStride, 0, 0, groups, params, next);
    return;
  }
  for (let row: usize = 0; row < rows; row++, x += xStride, y += yStride) {
    for (let group: usize = 0; group < groups; group++) {
      const entry = params + group * 8;
      const shift = v128.load64_splat(entry + SHIFT * next);
      const scale = v128.load64_splat(entry + SCALE * next);
      const offset = v128.load64_splat(entry + OFFSET * next);
      const at = group * length * sizeof<T>();
      scaleRun<T>(x + at, y + at, length, shift, scale, offset);
    }
  }
}

/** @param size bytes of an element: 4 for float32, 8 for float64 */
export function scale(
  size: usize,
  x: usize,
  y: usize,
  rows: usize,
  xStride: usize,
  yStride: usize,
  groups: usize,
  length: usize,
  params: usize,
): void {
  if (size == 4) scaleOf<f32>(x, y, rows, xStride, yStride, groups, length, params);
  else scaleOf<f64>(x, y, rows, xStride, yStride, groups, length, params);
}
