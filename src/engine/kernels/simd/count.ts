import { loadOne, loadPair } from './pairs';

/** Bytes of a counter, a 32-bit integer. */
const counter: usize = 4;

/** Two neighbouring float64 from either of two places. */
function loadTwo(first: usize, second: usize): v128 {
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

function addOne(at: usize): void {
  i32.store(at, i32.load(at) + 1);
}

/**
 * Counts ((x − shift − rest) / std · factor + added) · gamma + beta.
 * @param series those seven numbers
 * @param edges bins + 1 float64
 * @param counts two times bins + 1 32-bit integers, added to: one for either lane, so that none waits for the other
 */
function countOf<T>(
  at: usize,
  length: usize,
  series: usize,
  edges: usize,
  bins: i32,
  width: f64,
  first: f64,
  counts: usize,
): void {
  const shift = v128.load64_splat(series);
  const rest = v128.load64_splat(series, 8);
  const std = v128.load64_splat(series, 16);
  const factor = v128.load64_splat(series, 24);
  const added = v128.load64_splat(series, 32);
  const gamma = v128.load64_splat(series, 40);
  const beta = v128.load64_splat(series, 48);
  const widths = f64x2.splat(width);
  const firsts = f64x2.splat(first);
  const zero = f64x2.splat(0);
  const last = f64x2.splat(<f64>(bins - 1));
  const low = v128.load64_splat(edges);
  const high = v128.load64_splat(edges + ((<usize>bins) << 3));
  const outside = i64x2.splat(<i64>bins);
  // Added to a whole number of at most 32 bits, it leaves that number in the lowest bits.
  const whole = f64x2.splat(4503599627370496);
  const others = counts + <usize>(bins + 1) * counter;
  const end = at + length * sizeof<T>();
  for (; at < end; at += 2 * sizeof<T>()) {
    const isPair = at + sizeof<T>() < end;
    const x = isPair ? loadPair<T>(at) : loadOne<T>(at);
    const normalized = f64x2.add(f64x2.mul(f64x2.div(f64x2.sub(f64x2.sub(x, shift), rest), std), factor), added);
    const value = f64x2.add(f64x2.mul(normalized, gamma), beta);
    const quotient = f64x2.sub(f64x2.floor(f64x2.div(value, widths)), firsts);
    const guess = f64x2.pmin(last, f64x2.pmax(zero, quotient));
    const bin = v128.xor(f64x2.add(guess, whole), whole);
    const edge0 = edges + ((<usize>i64x2.extract_lane(bin, 0)) << 3);
    const edge1 = edges + ((<usize>i64x2.extract_lane(bin, 1)) << 3);
    // The quotient may be rounded over an edge; the last bin is closed. A comparison that holds is −1.
    const isBelow = f64x2.lt(value, loadTwo(edge0, edge1));
    const isAbove = v128.and(f64x2.ge(value, loadTwo(edge0 + 8, edge1 + 8)), f64x2.lt(guess, last));
    const isInside = v128.and(f64x2.ge(value, low), f64x2.le(value, high));
    const place = v128.bitselect(i64x2.sub(i64x2.add(bin, isBelow), isAbove), outside, isInside);
    addOne(counts + <usize>i64x2.extract_lane(place, 0) * counter);
    if (isPair) addOne(others + <usize>i64x2.extract_lane(place, 1) * counter);
  }
}

/** @param size bytes of an element: 4 for float32, 8 for float64 */
export function count(
  size: usize,
  at: usize,
  length: usize,
  series: usize,
  edges: usize,
  bins: i32,
  width: f64,
  first: f64,
  counts: usize,
): void {
  if (size == 4) countOf<f32>(at, length, series, edges, bins, width, first, counts);
  else countOf<f64>(at, length, series, edges, bins, width, first, counts);
}
