import { loadPair, sumOf } from './pairs';

/** Of values kept as they are stored (4 float32 or 2 float64): the smaller ones; a NaN in `value` is passed over. */
function lower<T>(low: v128, value: v128): v128 {
  return sizeof<T>() == 4 ? f32x4.pmin(low, value) : f64x2.pmin(low, value);
}

function higher<T>(high: v128, value: v128): v128 {
  return sizeof<T>() == 4 ? f32x4.pmax(high, value) : f64x2.pmax(high, value);
}

function splat<T>(value: f64): v128 {
  return sizeof<T>() == 4 ? f32x4.splat(<f32>value) : f64x2.splat(value);
}

function lowest<T>(low: v128): f64 {
  if (sizeof<T>() == 8) return f64x2.extract_lane(f64x2.pmin(low, v128.shuffle<u64>(low, low, 1, 1)), 0);
  const half = f32x4.pmin(low, v128.shuffle<u32>(low, low, 2, 3, 2, 3));
  return <f64>f32x4.extract_lane(f32x4.pmin(half, v128.shuffle<u32>(half, half, 1, 1, 1, 1)), 0);
}

function highest<T>(high: v128): f64 {
  if (sizeof<T>() == 8) return f64x2.extract_lane(f64x2.pmax(high, v128.shuffle<u64>(high, high, 1, 1)), 0);
  const half = f32x4.pmax(high, v128.shuffle<u32>(high, high, 2, 3, 2, 3));
  return <f64>f32x4.extract_lane(f32x4.pmax(half, v128.shuffle<u32>(half, half, 1, 1, 1, 1)), 0);
}

/**
 * Adds Σ(x − shift), Σ(x − shift)², min and max of `rows` runs of `length` elements, `stride` apart, to the entries at
 * `sums`, `sums + next`, … Eight sums side by side, since an addition waits four cycles for the one before; and two rows
 * at a time, since at the start of each page of memory a processor waits, and waits for two pages at once.
 */
function sumRuns<T>(at: usize, rows: usize, stride: usize, length: usize, shift: f64, sums: usize, next: usize): void {
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
  let low = splat<T>(f64.load(sums + 2 * next));
  let high = splat<T>(f64.load(sums + 3 * next));
  const pair = 2 * sizeof<T>();
  while (rows > 0) {
    const isTwo = rows > 1;
    // A single row is read as its two neighbouring quarters of eight elements.
    const other = isTwo ? stride : 2 * pair;
    const step = isTwo ? 2 * pair : 4 * pair;
    const end = at + length * sizeof<T>();
    let i = at;
    for (; i + step <= end; i += step) {
      const j = i + other;
      low = lower<T>(lower<T>(low, v128.load(i)), v128.load(j));
      high = higher<T>(higher<T>(high, v128.load(i)), v128.load(j));
      if (sizeof<T>() == 8) {
        low = lower<T>(lower<T>(low, v128.load(i, 16)), v128.load(j, 16));
        high = higher<T>(higher<T>(high, v128.load(i, 16)), v128.load(j, 16));
      }
      const d0 = f64x2.sub(loadPair<T>(i), center);
      const d1 = f64x2.sub(loadPair<T>(i + pair), center);
      const d2 = f64x2.sub(loadPair<T>(j), center);
      const d3 = f64x2.sub(loadPair<T>(j + pair), center);
      s0 = f64x2.add(s0, d0);
      s1 = f64x2.add(s1, d1);
      s2 = f64x2.add(s2, d2);
      s3 = f64x2.add(s3, d3);
      q0 = f64x2.add(q0, f64x2.mul(d0, d0));
      q1 = f64x2.add(q1, f64x2.mul(d1, d1));
      q2 = f64x2.add(q2, f64x2.mul(d2, d2));
      q3 = f64x2.add(q3, f64x2.mul(d3, d3));
    }
    for (; i < end; i += sizeof<T>()) {
      const x = load<T>(i);
      const y = isTwo ? load<T>(i + stride) : x;
      low = lower<T>(lower<T>(low, splat<T>(<f64>x)), splat<T>(<f64>y));
      high = higher<T>(higher<T>(high, splat<T>(<f64>x)), splat<T>(<f64>y));
      const d0 = <f64>x - shift;
      const d = f64x2.replace_lane(f64x2.splat(d0), 1, isTwo ? <f64>y - shift : 0);
      s0 = f64x2.add(s0, d);
      q0 = f64x2.add(q0, f64x2.mul(d, d));
    }
    at += isTwo ? 2 * stride : stride;
    rows -= isTwo ? 2 : 1;
  }
  const s = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  const q = f64x2.add(f64x2.add(q0, q1), f64x2.add(q2, q3));
  f64.store(sums, f64.load(sums) + sumOf(s));
  f64.store(sums + next, f64.load(sums + next) + sumOf(q));
  f64.store(sums + 2 * next, lowest<T>(low));
  f64.store(sums + 3 * next, highest<T>(high));
}

/** Rows of one float64 for each group: lanes are two neighbouring groups, so that no row is read across. */
function sumPairsOfGroups(at: usize, rows: usize, stride: usize, groups: usize, shifts: usize, next: usize): void {
  for (let group: usize = 0; group + 1 < groups; group += 2) {
    const params = shifts + group * 8;
    const center = v128.load(params);
    let s = v128.load(params + next);
    let q = v128.load(params + 2 * next);
    let low = v128.load(params + 3 * next);
    let high = v128.load(params + 4 * next);
    let x = at + group * 8;
    for (const end = x + rows * stride; x < end; x += stride) {
      const value = v128.load(x);
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

/** As `sumPairsOfGroups`, for float32: four groups at a time, of which min and max are kept as they are stored. */
function sumFoursOfGroups(at: usize, rows: usize, stride: usize, groups: usize, shifts: usize, next: usize): void {
  for (let group: usize = 0; group + 3 < groups; group += 4) {
    const params = shifts + group * 8;
    const c0 = v128.load(params);
    const c1 = v128.load(params, 16);
    const sums = params + next;
    const squares = params + 2 * next;
    let s0 = v128.load(sums);
    let s1 = v128.load(sums, 16);
    let q0 = v128.load(squares);
    let q1 = v128.load(squares, 16);
    let low = narrowed(params + 3 * next);
    let high = narrowed(params + 4 * next);
    let x = at + group * 4;
    for (const end = x + rows * stride; x < end; x += stride) {
      const values = v128.load(x);
      low = f32x4.pmin(low, values);
      high = f32x4.pmax(high, values);
      const d0 = f64x2.sub(f64x2.promote_low_f32x4(values), c0);
      const d1 = f64x2.sub(loadPair<f32>(x + 8), c1);
      s0 = f64x2.add(s0, d0);
      s1 = f64x2.add(s1, d1);
      q0 = f64x2.add(q0, f64x2.mul(d0, d0));
      q1 = f64x2.add(q1, f64x2.mul(d1, d1));
    }
    v128.store(sums, s0);
    v128.store(sums, s1, 16);
    v128.store(squares, q0);
    v128.store(squares, q1, 16);
    storeWidened(params + 3 * next, low);
    storeWidened(params + 4 * next, high);
  }
}

/** Four float64 that were float32 before. */
function narrowed(at: usize): v128 {
  const first = f32x4.demote_f64x2_zero(v128.load(at));
  return v128.shuffle<u64>(first, f32x4.demote_f64x2_zero(v128.load(at, 16)), 0, 2);
}

function storeWidened(at: usize, values: v128): void {
  v128.store(at, f64x2.promote_low_f32x4(values));
  v128.store(at, f64x2.promote_low_f32x4(v128.shuffle<u64>(values, values, 1, 1)), 16);
}

/** Rows that are taken together, so that a group's sums are loaded and stored once for them. */
const rowsTogether: usize = 8;

/**
 * @param params five arrays of float64 [groups]: shift, Σ(x − shift), Σ(x − shift)², min, max; the sums are added to
 */
function sumRowsOf<T>(at: usize, rows: usize, stride: usize, groups: usize, length: usize, params: usize): void {
  const next = groups * 8;
  while (rows > 0) {
    const taken = min(rows, rowsTogether);
    let group: usize = 0;
    if (length == 1) {
      if (sizeof<T>() == 4) {
        group = groups & ~3;
        sumFoursOfGroups(at, taken, stride, group, params, next);
      } else {
        group = groups & ~1;
        sumPairsOfGroups(at, taken, stride, group, params, next);
      }
    }
    for (; group < groups; group++) {
      const entry = params + group * 8;
      sumRuns<T>(at + group * length * sizeof<T>(), taken, stride, length, f64.load(entry), entry + next, next);
    }
    at += taken * stride;
    rows -= taken;
  }
}

/** @param size bytes of an element: 4 for float32, 8 for float64 */
export function sumRows(
  size: usize,
  at: usize,
  rows: usize,
  stride: usize,
  groups: usize,
  length: usize,
  params: usize,
): void {
  if (size == 4) sumRowsOf<f32>(at, rows, stride, groups, length, params);
  else sumRowsOf<f64>(at, rows, stride, groups, length, params);
}
