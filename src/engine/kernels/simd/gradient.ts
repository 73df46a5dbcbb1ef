import { centered, loadOne, loadPair, rowsTogether, storeOne, storePair, storeTwoPairs } from './pairs';

/** A group's factors, in the order of `params`. */
const SHIFT: usize = 0;
const REST: usize = 1;
const X_SHIFT: usize = 2;
const X_REST: usize = 3;
const SLOPE: usize = 4;
const SCALE: usize = 5;

/** (g − shift − rest − (x − xShift − xRest) · slope) · scale */
function pairGradient(
  g: v128,
  x: v128,
  shift: v128,
  rest: v128,
  xShift: v128,
  xRest: v128,
  slope: v128,
  scale: v128,
): v128 {
  return f64x2.mul(f64x2.sub(centered(g, shift, rest), f64x2.mul(centered(x, xShift, xRest), slope)), scale);
}

/** Rows of one element for each group, two groups at a time: their factors are loaded once for all rows. */
function gradientOfPairsOfGroups<T>(
  g: usize,
  x: usize,
  dx: usize,
  rows: usize,
  gStride: usize,
  xStride: usize,
  dxStride: usize,
  groups: usize,
  params: usize,
  next: usize,
): void {
  for (let group: usize = 0; group + 1 < groups; group += 2) {
    const entry = params + group * 8;
    const shift = v128.load(entry + SHIFT * next);
    const rest = v128.load(entry + REST * next);
    const xShift = v128.load(entry + X_SHIFT * next);
    const xRest = v128.load(entry + X_REST * next);
    const slope = v128.load(entry + SLOPE * next);
    const scale = v128.load(entry + SCALE * next);
    let left = g + group * sizeof<T>();
    let right = x + group * sizeof<T>();
    let to = dx + group * sizeof<T>();
    for (let row: usize = 0; row < rows; row++, left += gStride, right += xStride, to += dxStride) {
      storePair<T>(to, pairGradient(loadPair<T>(left), loadPair<T>(right), shift, rest, xShift, xRest, slope, scale));
    }
  }
}

function gradientOfRun<T>(g: usize, x: usize, dx: usize, length: usize, entry: usize, next: usize): void {
  const shift = v128.load64_splat(entry + SHIFT * next);
  const rest = v128.load64_splat(entry + REST * next);
  const xShift = v128.load64_splat(entry + X_SHIFT * next);
  const xRest = v128.load64_splat(entry + X_REST * next);
  const slope = v128.load64_splat(entry + SLOPE * next);
  const scale = v128.load64_splat(entry + SCALE * next);
  const end = length * sizeof<T>();
  let at: usize = 0;
  for (; at + 4 * sizeof<T>() <= end; at += 4 * sizeof<T>()) {
    const g0 = loadPair<T>(g + at);
    const g1 = loadPair<T>(g + at + 2 * sizeof<T>());
    const x0 = loadPair<T>(x + at);
    const x1 = loadPair<T>(x + at + 2 * sizeof<T>());
    const d0 = pairGradient(g0, x0, shift, rest, xShift, xRest, slope, scale);
    storeTwoPairs<T>(dx + at, d0, pairGradient(g1, x1, shift, rest, xShift, xRest, slope, scale));
  }
  for (; at < end; at += sizeof<T>()) {
    storeOne<T>(
      dx + at,
      pairGradient(loadOne<T>(g + at), loadOne<T>(x + at), shift, rest, xShift, xRest, slope, scale),
    );
  }
}

/** @param params six arrays of float64 [groups] */
function gradientOf<T>(
  g: usize,
  x: usize,
  dx: usize,
  rows: usize,
  gStride: usize,
  xStride: usize,
  dxStride: usize,
  groups: usize,
  length: usize,
  params: usize,
): void {
  const next = groups * 8;
  while (rows > 0) {
    const taken = length == 1 ? min(rows, rowsTogether) : 1;
    let group: usize = 0;
    if (length == 1) {
      group = groups & ~1;
      gradientOfPairsOfGroups<T>(g, x, dx, taken, gStride, xStride, dxStride, group, params, next);
    }
    for (; group < groups; group++) {
      const at = group * length * sizeof<T>();
      for (let row: usize = 0; row < taken; row++) {
        gradientOfRun<T>(
          g + row * gStride + at,
          x + row * xStride + at,
          dx + row * dxStride + at,
          length,
          params + group * 8,
          next,
        );
      }
    }
    g += taken * gStride;
    x += taken * xStride;
    dx += taken * dxStride;
    rows -= taken;
  }
}

/** @param size bytes of an element: 4 for float32, 8 for float64 */
export function gradient(
  size: usize,
  g: usize,
  x: usize,
  dx: usize,
  rows: usize,
  gStride: usize,
  xStride: usize,
  dxStride: usize,
  groups: usize,
  length: usize,
  params: usize,
): void {
  if (size == 4) gradientOf<f32>(g, x, dx, rows, gStride, xStride, dxStride, groups, length, params);
  else gradientOf<f64>(g, x, dx, rows, gStride, xStride, dxStride, groups, length, params);
}
