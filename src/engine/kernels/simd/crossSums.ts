import { halfOf, loadOne, loadPair, sumOf } from './pairs';

/** A group's centres, and its sum, in the order of `params`. */
const G_SHIFT: usize = 0;
const X_SHIFT: usize = 1;
const SUM: usize = 2;

/** (g − gShift) · (x − xShift) of two neighbouring elements. */
function product<T>(g: usize, x: usize, gShift: v128, xShift: v128): v128 {
  return f64x2.mul(f64x2.sub(loadPair<T>(g), gShift), f64x2.sub(loadPair<T>(x), xShift));
}

/** Σ (g − gShift) · (x − xShift) of one run: eight sums side by side, as in `sumRuns`. */
function crossRun<T>(g: usize, x: usize, length: usize, gShift: v128, xShift: v128): f64 {
  const end = x + length * sizeof<T>();
  const pair = 2 * sizeof<T>();
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; x + 4 * pair <= end; x += 4 * pair, g += 4 * pair) {
    s0 = f64x2.add(s0, product<T>(g, x, gShift, xShift));
    s1 = f64x2.add(s1, product<T>(g + pair, x + pair, gShift, xShift));
    s2 = f64x2.add(s2, product<T>(g + 2 * pair, x + 2 * pair, gShift, xShift));
    s3 = f64x2.add(s3, product<T>(g + 3 * pair, x + 3 * pair, gShift, xShift));
  }
  let sum = sumOf(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
  for (; x < end; x += sizeof<T>(), g += sizeof<T>()) {
    const last = f64x2.mul(f64x2.sub(loadOne<T>(g), gShift), f64x2.sub(loadOne<T>(x), xShift));
    sum += f64x2.extract_lane(last, 0);
  }
  return sum;
}

/** Two rows of one element for each group, `gFar` and `xFar` apart, two groups at a time. */
function crossTwoRows<T>(
  g: usize,
  x: usize,
  gFar: usize,
  xFar: usize,
  groups: usize,
  params: usize,
  next: usize,
): void {
  const pair = 2 * sizeof<T>();
  let entry = params;
  for (const end = x + groups * sizeof<T>(); x < end; x += pair, g += pair, entry += 16) {
    const gShift = v128.load(entry + G_SHIFT * next);
    const xShift = v128.load(entry + X_SHIFT * next);
    const both = f64x2.add(product<T>(g, x, gShift, xShift), product<T>(g + gFar, x + xFar, gShift, xShift));
    const sum = entry + SUM * next;
    v128.store(sum, f64x2.add(v128.load(sum), both));
  }
}

/** @param params three arrays of float64 [groups]: g's shift, x's shift, the sums, which are added to */
function crossSumsOf<T>(
  g: usize,
  x: usize,
  rows: usize,
  gStride: usize,
  xStride: usize,
  groups: usize,
  length: usize,
  params: usize,
): void {
  const next = groups * 8;
  let lanes: usize = 0;
  let left = rows;
  if (length == 1) {
    const half = halfOf(rows);
    lanes = groups & ~1;
    left = rows - 2 * half;
    for (let row: usize = 0; row < half; row++) {
      const gRow = g + row * gStride;
      crossTwoRows<T>(gRow, x + row * xStride, half * gStride, half * xStride, lanes, params, next);
    }
  }
  for (let row: usize = 0; row < rows; row++) {
    // Of a row that was taken with another, the groups that are left over.
    for (let group = row < rows - left ? lanes : 0; group < groups; group++) {
      const entry = params + group * 8;
      const sum = crossRun<T>(
        g + row * gStride + group * length * sizeof<T>(),
        x + row * xStride + group * length * sizeof<T>(),
        length,
        v128.load64_splat(entry + G_SHIFT * next),
        v128.load64_splat(entry + X_SHIFT * next),
      );
      f64.store(entry + SUM * next, f64.load(entry + SUM * next) + sum);
    }
  }
}

/** @param size bytes of an element: 4 for float32, 8 for float64 */
export function crossSums(
  size: usize,
  g: usize,
  x: usize,
  rows: usize,
  gStride: usize,
  xStride: usize,
  groups: usize,
  length: usize,
  params: usize,
): void {
  if (size == 4) crossSumsOf<f32>(g, x, rows, gStride, xStride, groups, length, params);
  else crossSumsOf<f64>(g, x, rows, gStride, xStride, groups, length, params);
}
