import { centered, loadOne, loadPair, rowsTogether, sumOf } from './pairs';

/** Σ (g − gShift − gRest) · (x − xShift − xRest) of one run: eight sums side by side, as in `sumRuns`. */
function crossRun<T>(g: usize, x: usize, length: usize, gShift: v128, gRest: v128, xShift: v128, xRest: v128): f64 {
  const end = x + length * sizeof<T>();
  const pair = 2 * sizeof<T>();
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; x + 4 * pair <= end; x += 4 * pair, g += 4 * pair) {
    const g0 = centered(loadPair<T>(g), gShift, gRest);
    const g1 = centered(loadPair<T>(g + pair), gShift, gRest);
    const g2 = centered(loadPair<T>(g + 2 * pair), gShift, gRest);
    const g3 = centered(loadPair<T>(g + 3 * pair), gShift, gRest);
    s0 = f64x2.add(s0, f64x2.mul(g0, centered(loadPair<T>(x), xShift, xRest)));
    s1 = f64x2.add(s1, f64x2.mul(g1, centered(loadPair<T>(x + pair), xShift, xRest)));
    s2 = f64x2.add(s2, f64x2.mul(g2, centered(loadPair<T>(x + 2 * pair), xShift, xRest)));
    s3 = f64x2.add(s3, f64x2.mul(g3, centered(loadPair<T>(x + 3 * pair), xShift, xRest)));
  }
  let sum = sumOf(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
  for (; x < end; x += sizeof<T>(), g += sizeof<T>()) {
    const product = f64x2.mul(centered(loadOne<T>(g), gShift, gRest), centered(loadOne<T>(x), xShift, xRest));
    sum += f64x2.extract_lane(product, 0);
  }
  return sum;
}

/** Rows of one element for each group, two groups at a time: their centres and sums are loaded once for all rows. */
function crossPairsOfGroups<T>(
  g: usize,
  x: usize,
  rows: usize,
  gStride: usize,
  xStride: usize,
  groups: usize,
  params: usize,
  next: usize,
): void {
  for (let group: usize = 0; group + 1 < groups; group += 2) {
    const entry = params + group * 8;
    const gShift = v128.load(entry);
    const gRest = v128.load(entry + next);
    const xShift = v128.load(entry + 2 * next);
    const xRest = v128.load(entry + 3 * next);
    let sum = v128.load(entry + 4 * next);
    let left = g + group * sizeof<T>();
    let right = x + group * sizeof<T>();
    for (let row: usize = 0; row < rows; row++, left += gStride, right += xStride) {
      const product = f64x2.mul(
        centered(loadPair<T>(left), gShift, gRest),
        centered(loadPair<T>(right), xShift, xRest),
      );
      sum = f64x2.add(sum, product);
    }
    v128.store(entry + 4 * next, sum);
  }
}

/** @param params five arrays of float64 [groups]: g's shift and rest, x's shift and rest, the sums, which are added to */
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
  while (rows > 0) {
    const taken = length == 1 ? min(rows, rowsTogether) : 1;
    let group: usize = 0;
    if (length == 1) {
      group = groups & ~1;
      crossPairsOfGroups<T>(g, x, taken, gStride, xStride, group, params, next);
    }
    for (; group < groups; group++) {
      const entry = params + group * 8;
      for (let row: usize = 0; row < taken; row++) {
        const sum = crossRun<T>(
          g + row * gStride + group * length * sizeof<T>(),
          x + row * xStride + group * length * sizeof<T>(),
          length,
          v128.load64_splat(entry),
          v128.load64_splat(entry + next),
          v128.load64_splat(entry + 2 * next),
          v128.load64_splat(entry + 3 * next),
        );
        f64.store(entry + 4 * next, f64.load(entry + 4 * next) + sum);
      }
    }
    g += taken * gStride;
    x += taken * xStride;
    rows -= taken;
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
