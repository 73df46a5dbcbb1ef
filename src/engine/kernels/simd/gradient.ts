import { halfOf, loadOne, loadPair, storeOne, storePair, storeTwoPairs } from './pairs';

/** A group's factors, in the order of `params`; the shifts only where there are any. */
const SLOPE: usize = 0;
const REST: usize = 1;
const SCALE: usize = 2;
const G_SHIFT: usize = 3;
const X_SHIFT: usize = 4;

/** (g − x · slope − rest) · scale */
function tilted(g: v128, x: v128, slope: v128, rest: v128, scale: v128): v128 {
  return f64x2.mul(f64x2.sub(f64x2.sub(g, f64x2.mul(x, slope)), rest), scale);
}

/** Two neighbouring groups of one element each, of whose factors the first are at `entry`. */
function tiltedPair<T>(g: usize, x: usize, entry: usize, next: usize): v128 {
  const slope = v128.load(entry + SLOPE * next);
  const rest = v128.load(entry + REST * next);
  return tilted(loadPair<T>(g), loadPair<T>(x), slope, rest, v128.load(entry + SCALE * next));
}

/** One row of one element for each group, four groups at a time, without shifts. */
function gradientOfRow<T>(g: usize, x: usize, dx: usize, groups: usize, params: usize, next: usize): void {
  const pair = 2 * sizeof<T>();
  let entry = params;
  for (const end = x + groups * sizeof<T>(); x < end; g += 2 * pair, x += 2 * pair, dx += 2 * pair, entry += 32) {
    const first = tiltedPair<T>(g, x, entry, next);
    storeTwoPairs<T>(dx, first, tiltedPair<T>(g + pair, x + pair, entry + 16, next));
  }
}

/** Two neighbouring elements around their shifts. */
function centeredPair<T>(g: usize, x: usize, gShift: v128, xShift: v128, slope: v128, rest: v128, scale: v128): v128 {
  return tilted(f64x2.sub(loadPair<T>(g), gShift), f64x2.sub(loadPair<T>(x), xShift), slope, rest, scale);
}

/** Two rows of one element for each group, `gFar`, `xFar` and `dxFar` apart, two groups at a time. */
function centeredTwoRows<T>(
  g: usize,
  x: usize,
  dx: usize,
  gFar: usize,
  xFar: usize,
  dxFar: usize,
  groups: usize,
  params: usize,
  next: usize,
): void {
  const pair = 2 * sizeof<T>();
  let entry = params;
  for (const end = x + groups * sizeof<T>(); x < end; g += pair, x += pair, dx += pair, entry += 16) {
    const gShift = v128.load(entry + G_SHIFT * next);
    const xShift = v128.load(entry + X_SHIFT * next);
    const slope = v128.load(entry + SLOPE * next);
    const rest = v128.load(entry + REST * next);
    const scale = v128.load(entry + SCALE * next);
    storePair<T>(dx, centeredPair<T>(g, x, gShift, xShift, slope, rest, scale));
    storePair<T>(dx + dxFar, centeredPair<T>(g + gFar, x + xFar, gShift, xShift, slope, rest, scale));
  }
}

/** A run of one group; its shifts are 0 where there are none. */
function gradientOfRun<T>(
  g: usize,
  x: usize,
  dx: usize,
  length: usize,
  entry: usize,
  next: usize,
  hasShifts: bool,
): void {
  const slope = v128.load64_splat(entry + SLOPE * next);
  const rest = v128.load64_splat(entry + REST * next);
  const scale = v128.load64_splat(entry + SCALE * next);
  const pair = 2 * sizeof<T>();
  const end = length * sizeof<T>();
  let at: usize = 0;
  let gShift = f64x2.splat(0);
  let xShift = gShift;
  if (hasShifts) {
    gShift = v128.load64_splat(entry + G_SHIFT * next);
    xShift = v128.load64_splat(entry + X_SHIFT * next);
    for (; at + 2 * pair <= end; at += 2 * pair) {
      const first = centeredPair<T>(g + at, x + at, gShift, xShift, slope, rest, scale);
      const second = centeredPair<T>(g + at + pair, x + at + pair, gShift, xShift, slope, rest, scale);
      storeTwoPairs<T>(dx + at, first, second);
    }
  } else {
    for (; at + 2 * pair <= end; at += 2 * pair) {
      const first = tilted(loadPair<T>(g + at), loadPair<T>(x + at), slope, rest, scale);
      const second = tilted(loadPair<T>(g + at + pair), loadPair<T>(x + at + pair), slope, rest, scale);
      storeTwoPairs<T>(dx + at, first, second);
    }
  }
  for (; at < end; at += sizeof<T>()) {
    const left = f64x2.sub(loadOne<T>(g + at), gShift);
    storeOne<T>(dx + at, tilted(left, f64x2.sub(loadOne<T>(x + at), xShift), slope, rest, scale));
  }
}

/** @param params three arrays of float64 [groups], or five: slope, rest, scale, g's shift, x's shift */
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
  hasShifts: bool,
): void {
  const next = groups * 8;
  /** Groups and rows that are taken side by side; what is left over is taken run by run. */
  let lanes: usize = 0;
  let taken: usize = 0;
  if (length == 1 && hasShifts) {
    const half = halfOf(rows);
    lanes = groups & ~1;
    taken = 2 * half;
    for (let row: usize = 0; row < half; row++) {
      centeredTwoRows<T>(
        g + row * gStride,
        x + row * xStride,
        dx + row * dxStride,
        half * gStride,
        half * xStride,
        half * dxStride,
        lanes,
        params,
        next,
      );
    }
  } else if (length == 1) {
    lanes = groups & ~3;
    taken = rows;
    for (let row: usize = 0; row < rows; row++) {
      gradientOfRow<T>(g + row * gStride, x + row * xStride, dx + row * dxStride, lanes, params, next);
    }
  }
  for (let row: usize = 0; row < rows; row++) {
    for (let group = row < taken ? lanes : 0; group < groups; group++) {
      const at = group * length * sizeof<T>();
      gradientOfRun<T>(
        g + row * gStride + at,
        x + row * xStride + at,
        dx + row * dxStride + at,
        length,
        params + group * 8,
        next,
        hasShifts,
      );
    }
  }
}

/**
 * @param size bytes of an element: 4 for float32, 8 for float64
 * @param hasShifts 1 or 0
 */
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
  hasShifts: bool,
): void {
  if (size == 4) gradientOf<f32>(g, x, dx, rows, gStride, xStride, dxStride, groups, length, params, hasShifts);
  else gradientOf<f64>(g, x, dx, rows, gStride, xStride, dxStride, groups, length, params, hasShifts);
}
