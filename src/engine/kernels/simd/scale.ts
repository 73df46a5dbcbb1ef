import { centered, loadOne, loadPair, rowsTogether, storeOne, storeTwoPairs } from './pairs';

/** y = (x − shift − rest) · scale + offset */
function scaled(x: v128, shift: v128, rest: v128, scale: v128, offset: v128): v128 {
  return f64x2.add(f64x2.mul(centered(x, shift, rest), scale), offset);
}

function scaleRun<T>(x: usize, y: usize, length: usize, shift: v128, rest: v128, scale: v128, offset: v128): void {
  const end = x + length * sizeof<T>();
  for (; x + 4 * sizeof<T>() <= end; x += 4 * sizeof<T>(), y += 4 * sizeof<T>()) {
    const y0 = scaled(loadPair<T>(x), shift, rest, scale, offset);
    const y1 = scaled(loadPair<T>(x + 2 * sizeof<T>()), shift, rest, scale, offset);
    storeTwoPairs<T>(y, y0, y1);
  }
  for (; x < end; x += sizeof<T>(), y += sizeof<T>()) {
    storeOne<T>(y, scaled(loadOne<T>(x), shift, rest, scale, offset));
  }
}

/** Rows of one element for each group, four groups at a time: their factors are loaded once for all rows. */
function scaleFoursOfGroups<T>(
  x: usize,
  y: usize,
  rows: usize,
  xStride: usize,
  yStride: usize,
  groups: usize,
  params: usize,
  next: usize,
): void {
  for (let group: usize = 0; group + 3 < groups; group += 4) {
    const shift = params + group * 8;
    const rest = shift + next;
    const scale = rest + next;
    const offset = scale + next;
    const shift0 = v128.load(shift);
    const shift1 = v128.load(shift, 16);
    const rest0 = v128.load(rest);
    const rest1 = v128.load(rest, 16);
    const scale0 = v128.load(scale);
    const scale1 = v128.load(scale, 16);
    const offset0 = v128.load(offset);
    const offset1 = v128.load(offset, 16);
    let from = x + group * sizeof<T>();
    let to = y + group * sizeof<T>();
    for (let row: usize = 0; row < rows; row++) {
      const y0 = scaled(loadPair<T>(from), shift0, rest0, scale0, offset0);
      storeTwoPairs<T>(to, y0, scaled(loadPair<T>(from + 2 * sizeof<T>()), shift1, rest1, scale1, offset1));
      from += xStride;
      to += yStride;
    }
  }
}

/** @param params four arrays of float64 [groups]: shift, rest, scale, offset */
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
  while (rows > 0) {
    const taken = length == 1 ? min(rows, rowsTogether) : 1;
    let group: usize = 0;
    if (length == 1) {
      group = groups & ~3;
      scaleFoursOfGroups<T>(x, y, taken, xStride, yStride, group, params, next);
    }
    for (; group < groups; group++) {
      const entry = params + group * 8;
      const shift = v128.load64_splat(entry);
      const rest = v128.load64_splat(entry + next);
      const factor = v128.load64_splat(entry + 2 * next);
      const offset = v128.load64_splat(entry + 3 * next);
      for (let row: usize = 0; row < taken; row++) {
        const from = x + row * xStride + group * length * sizeof<T>();
        const to = y + row * yStride + group * length * sizeof<T>();
        scaleRun<T>(from, to, length, shift, rest, factor, offset);
      }
    }
    x += taken * xStride;
    y += taken * yStride;
    rows -= taken;
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
