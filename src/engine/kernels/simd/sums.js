'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.sumRows = sumRows;
const pairs_1 = require('./pairs');
/** Of values kept as they are stored (4 float32 or 2 float64): the smaller ones; a NaN in `value` is passed over. */
function lower(low, value) {
  return sizeof() == 4 ? f32x4.pmin(low, value) : f64x2.pmin(low, value);
}
function higher(high, value) {
  return sizeof() == 4 ? f32x4.pmax(high, value) : f64x2.pmax(high, value);
}
function splat(value) {
  return sizeof() == 4 ? f32x4.splat(value) : f64x2.splat(value);
}
function lowest(low) {
  if (sizeof() == 8) return f64x2.extract_lane(f64x2.pmin(low, v128.shuffle(low, low, 1, 1)), 0);
  const half = f32x4.pmin(low, v128.shuffle(low, low, 2, 3, 2, 3));
  return f32x4.extract_lane(f32x4.pmin(half, v128.shuffle(half, half, 1, 1, 1, 1)), 0);
}
function highest(high) {
  if (sizeof() == 8) return f64x2.extract_lane(f64x2.pmax(high, v128.shuffle(high, high, 1, 1)), 0);
  const half = f32x4.pmax(high, v128.shuffle(high, high, 2, 3, 2, 3));
  return f32x4.extract_lane(f32x4.pmax(half, v128.shuffle(half, half, 1, 1, 1, 1)), 0);
}
/**
 * Adds Σ(x − shift), Σ(x − shift)², min and max of `rows` runs of `length` elements, `stride` apart, to the entries at
 * `sums`, `sums + next`, … Eight sums side by side: an addition waits four cycles for the one before.
 */
function sumRuns(at, rows, stride, length, shift, sums, next) {
  const center = f64x2.splat(shift);
  const zero = f64x2.splat(0);
  let s0 = zero;
  let s1 = zero;
  let s2 = zero;
  let s3 = zero;
  let q0 = zero;
  let q1 = zero;
  let q2 = zero;
  let q3 = zero;
  let low = splat(f64.load(sums + 2 * next));
  let high = splat(f64.load(sums + 3 * next));
  for (const lastRow = at + rows * stride; at < lastRow; at += stride) {
    const end = at + length * sizeof();
    let i = at;
    for (; i + 8 * sizeof() <= end; i += 8 * sizeof()) {
      for (let step = 0; step < 8 * sizeof(); step += 16) {
        const raw = v128.load(i + step);
        low = lower(low, raw);
        high = higher(high, raw);
      }
      const d0 = f64x2.sub((0, pairs_1.loadPair)(i), center);
      const d1 = f64x2.sub((0, pairs_1.loadPair)(i + 2 * sizeof()), center);
      const d2 = f64x2.sub((0, pairs_1.loadPair)(i + 4 * sizeof()), center);
      const d3 = f64x2.sub((0, pairs_1.loadPair)(i + 6 * sizeof()), center);
      s0 = f64x2.add(s0, d0);
      s1 = f64x2.add(s1, d1);
      s2 = f64x2.add(s2, d2);
      s3 = f64x2.add(s3, d3);
      q0 = f64x2.add(q0, f64x2.mul(d0, d0));
      q1 = f64x2.add(q1, f64x2.mul(d1, d1));
      q2 = f64x2.add(q2, f64x2.mul(d2, d2));
      q3 = f64x2.add(q3, f64x2.mul(d3, d3));
    }
    for (; i < end; i += sizeof()) {
      const x = load(i);
      const raw = splat(x);
      low = lower(low, raw);
      high = higher(high, raw);
      const d = f64x2.replace_lane(zero, 0, x - shift);
      s0 = f64x2.add(s0, d);
      q0 = f64x2.add(q0, f64x2.mul(d, d));
    }
  }
  const s = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  const q = f64x2.add(f64x2.add(q0, q1), f64x2.add(q2, q3));
  f64.store(sums, f64.load(sums) + (0, pairs_1.sumOf)(s));
  f64.store(sums + next, f64.load(sums + next) + (0, pairs_1.sumOf)(q));
  f64.store(sums + 2 * next, lowest(low));
  f64.store(sums + 3 * next, highest(high));
}
/** Rows of one element for each group: lanes are two neighbouring groups, so that no row is read across. */
function sumPairsOfGroups(at, rows, stride, groups, shifts, next) {
  for (let group = 0; group + 1 < groups; group += 2) {
    const params = shifts + group * 8;
    const center = v128.load(params);
    let s = v128.load(params + next);
    let q = v128.load(params + 2 * next);
    let low = v128.load(params + 3 * next);
    let high = v128.load(params + 4 * next);
    let x = at + group * sizeof();
    for (const end = x + rows * stride; x < end; x += stride) {
      const value = (0, pairs_1.loadPair)(x);
      low = f64x2.pmin(low, value);
      high = f64x2.pmax(high, value);
      const d = f64x2.sub(value, center);
      s = f64x2.add(s, d);
      q = f64x2.add(q, f64x2.mul(d, d));
    }
    v128.store(params + next, s);
    v128.store(params + 2 * next, q);
    v128.store(params + 3 * next, low);
    v128.store(params + 4 * next, high);
  }
}
/** Rows that are taken together, so that a group's sums are loaded and stored once for them. */
const rowsTogether = 8;
/**
 * @param params five arrays of float64 [groups]: shift, Σ(x − shift), Σ(x − shift)², min, max; the sums are added to
 */
function sumRowsOf(at, rows, stride, groups, length, params) {
  const next = groups * 8;
  while (rows > 0) {
    const taken = min(rows, rowsTogether);
    let group = 0;
    if (length == 1) {
      sumPairsOfGroups(at, taken, stride, groups, params, next);
      group = groups & ~1;
    }
    for (; group < groups; group++) {
      const entry = params + group * 8;
      sumRuns(at + group * length * sizeof(), taken, stride, length, f64.load(entry), entry + next, next);
    }
    at += taken * stride;
    rows -= taken;
  }
}
/** @param size bytes of an element: 4 for float32, 8 for float64 */
function sumRows(size, at, rows, stride, groups, length, params) {
  if (size == 4) sumRowsOf(at, rows, stride, groups, length, params);
  else sumRowsOf(at, rows, stride, groups, length, params);
}
