import { centered, loadOne, loadPair } from './pairs';

/** Bytes of a counter, a 32-bit integer. */
const counter: usize = 4;

/** Counts a value in the bin next to `guess` that it belongs to, or behind the last bin where it lies in none. */
function countOne(value: f64, guess: i32, edges: usize, bins: i32, counts: usize): void {
  const place = edges + ((<usize>guess) << 3);
  // The quotient may be rounded over an edge; the last bin is closed.
  const isBelow = i32(value < f64.load(place));
  const isAbove = i32(value >= f64.load(place, 8)) & i32(guess < bins - 1);
  const isInside = i32(value >= f64.load(edges)) & i32(value <= f64.load(edges + ((<usize>bins) << 3)));
  const bin = select(guess + isAbove - isBelow, bins, isInside);
  const at = counts + <usize>bin * counter;
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
  const others = counts + <usize>(bins + 1) * counter;
  const end = at + length * sizeof<T>();
  for (; at < end; at += 2 * sizeof<T>()) {
    const isPair = at + sizeof<T>() < end;
    const x = isPair ? loadPair<T>(at) : loadOne<T>(at);
    const normalized = f64x2.add(f64x2.mul(f64x2.div(centered(x, shift, rest), std), factor), added);
    const value = f64x2.add(f64x2.mul(normalized, gamma), beta);
    const guess = f64x2.sub(f64x2.floor(f64x2.div(value, widths)), firsts);
    const bin = i32x4.trunc_sat_f64x2_s_zero(f64x2.pmin(last, f64x2.pmax(zero, guess)));
    countOne(f64x2.extract_lane(value, 0), i32x4.extract_lane(bin, 0), edges, bins, counts);
    if (isPair) countOne(f64x2.extract_lane(value, 1), i32x4.extract_lane(bin, 1), edges, bins, others);
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
