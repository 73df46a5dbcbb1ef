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

/** Float32: rows that `sumFourRows` takes. */
const FOUR: usize = 4;

/**
 * Four rows of one float32 for each group, `far` apart, four groups at a time: so few additions wait for one another
 * that sums can stay in memory, and rows are read along. `lows` and `highs` are float32.
 */
function sumFourRows(x: usize, far: usize, groups: usize, params: usize, next: usize, lows: usize, highs: usize): void {
  let entry = params;
  for (const end = x + groups * 4; x + 16 <= end; x += 16, entry += 32, lows += 16, highs += 16) {
    const a = v128.load(x);
    const b = v128.load(x + far);
    const c = v128.load(x + 2 * far);
    const d = v128.load(x + 3 * far);
    v128.store(lows, f32x4.pmin(f32x4.pmin(f32x4.pmin(f32x4.pmin(v128.load(lows), a), b), c), d));
    v128.store(highs, f32x4.pmax(f32x4.pmax(f32x4.pmax(f32x4.pmax(v128.load(highs), a), b), c), d));
    // The same for either half, written out: a call would cost as much as it does.
    const center0 = v128.load(entry);
    const center1 = v128.load(entry, 16);
    const a0 = f64x2.sub(f64x2.promote_low_f32x4(a), center0);
    const a1 = f64x2.sub(loadPair<f32>(x + 8), center1);
    const b0 = f64x2.sub(f64x2.promote_low_f32x4(b), center0);
    const b1 = f64x2.sub(loadPair<f32>(x + far + 8), center1);
    const c0 = f64x2.sub(f64x2.promote_low_f32x4(c), center0);
    const c1 = f64x2.sub(loadPair<f32>(x + 2 * far + 8), center1);
    const d0 = f64x2.sub(f64x2.promote_low_f32x4(d), center0);
    const d1 = f64x2.sub(loadPair<f32>(x + 3 * far + 8), center1);
    const sums = entry + next;
    v128.store(sums, f64x2.add(v128.load(sums), f64x2.add(f64x2.add(a0, b0), f64x2.add(c0, d0))));
    v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.add(f64x2.add(a1, b1), f64x2.add(c1, d1))), 16);
    const ab0 = f64x2.add(f64x2.mul(a0, a0), f64x2.mul(b0, b0));
    const ab1 = f64x2.add(f64x2.mul(a1, a1), f64x2.mul(b1, b1));
    const cd0 = f64x2.add(f64x2.mul(c0, c0), f64x2.mul(d0, d0));
    const cd1 = f64x2.add(f64x2.mul(c1, c1), f64x2.mul(d1, d1));
    const squares = sums + next;
    v128.store(squares, f64x2.add(v128.load(squares), f64x2.add(ab0, cd0)));
    v128.store(squares, f64x2.add(v128.load(squares, 16), f64x2.add(ab1, cd1)), 16);
  }
}

/** `groups` float64 that were float32 before, four at a time, as float32 in the same place. */
function narrow(at: usize, groups: usize): void {
  for (let group: usize = 0; group < groups; group += 4) {
    const from = at + group * 8;
    const first = f32x4.demote_f64x2_zero(v128.load(from));
    const second = f32x4.demote_f64x2_zero(v128.load(from, 16));
    v128.store(at + group * 4, v128.shuffle<u64>(first, second, 0, 2));
  }
}

function widen(at: usize, groups: usize): void {
  for (let group = groups; group > 0; group -= 4) {
    const values = v128.load(at + group * 4 - 16);
    const to = at + group * 8 - 32;
    v128.store(to, f64x2.promote_low_f32x4(values));
    v128.store(to, f64x2.promote_low_f32x4(v128.shuffle<u64>(values, values, 1, 1)), 16);
  }
}

/** Rows that are taken together, so that a group's sums are loaded and stored once for them. */
const rowsTogether: usize = 8;

/**
 * Rows of one float32 for each group, all but the last three at most.
 * @param groups a multiple of four
 * @returns rows that were taken
 */
function sumFoursOfRows(at: usize, rows: usize, stride: usize, groups: usize, params: usize, next: usize): usize {
  const quarter = rows / FOUR;
  if (quarter == 0) return 0;
  const lows = params + 3 * next;
  const highs = lows + next;
  narrow(lows, groups);
  narrow(highs, groups);
  for (let row: usize = 0; row < quarter; row++, at += stride) {
    sumFourRows(at, quarter * stride, groups, params, next, lows, highs);
  }
  widen(lows, groups);
  widen(highs, groups);
  return FOUR * quarter;
}

/**
 * @param params five arrays of float64 [groups]: shift, Σ(x − shift), Σ(x − shift)², min, max; the sums are added to
 */
function sumRowsOf<T>(at: usize, rows: usize, stride: usize, groups: usize, length: usize, params: usize): void {
  const next = groups * 8;
  const isFlat = length == 1;
  const lanes: usize = isFlat ? (sizeof<T>() == 4 ? groups & ~3 : groups & ~1) : 0;
  const done = isFlat && sizeof<T>() == 4 ? sumFoursOfRows(at, rows, stride, lanes, params, next) : 0;
  for (let row: usize = 0; row < rows; row += rowsTogether) {
    const taken = min(rows - row, rowsTogether);
    const from = at + row * stride;
    if (isFlat && sizeof<T>() == 8) sumPairsOfGroups(from, taken, stride, lanes, params, next);
    for (let group = lanes; group < groups; group++) {
      const entry = params + group * 8;
      sumRuns<T>(from + group * length * sizeof<T>(), taken, stride, length, f64.load(entry), entry + next, next);
    }
  }
  // The rows that are left over of four.
  for (let group: usize = 0; group < lanes && sizeof<T>() == 4; group++) {
    const entry = params + group * 8;
    sumRuns<T>(at + done * stride + group * 4, rows - done, stride, 1, f64.load(entry), entry + next, next);
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
