import { centered, loadOne, loadPair } from './pairs';

/** ((x − shift − rest) / std · factor + added) · gamma + beta, from the seven numbers at `series`. */
function valueOf(x: v128, series: usize): v128 {
  const base = f64x2.div(
    centered(x, v128.load64_splat(series), v128.load64_splat(series, 8)),
    v128.load64_splat(series, 16),
  );
  const normalized = f64x2.add(f64x2.mul(base, v128.load64_splat(series, 24)), v128.load64_splat(series, 32));
  return f64x2.add(f64x2.mul(normalized, v128.load64_splat(series, 40)), v128.load64_splat(series, 48));
}

function countOne(value: f64, guess: f64, edges: usize, bins: i32, counts: usize): void {
  if (!(value >= f64.load(edges) && value <= f64.load(edges + ((<usize>bins) << 3)))) return;
  let bin = <i32>min<f64>(<f64>(bins - 1), max<f64>(0, guess));
  // The quotient may be rounded over an edge.
  if (value < f64.load(edges + ((<usize>bin) << 3))) bin--;
  else if (bin < bins - 1 && value >= f64.load(edges + ((<usize>bin) << 3), 8)) bin++;
  const at = counts + ((<usize>bin) << 3);
  f64.store(at, f64.load(at) + 1);
}

/**
 * @param series shift, rest, std, factor, added, gamma, beta
 * @param edges bins + 1 float64
 * @param counts bins float64, added to
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
  const end = at + length * sizeof<T>();
  const widths = f64x2.splat(width);
  const firsts = f64x2.splat(first);
  for (; at < end; at += 2 * sizeof<T>()) {
    const isPair = at + sizeof<T>() < end;
    const value = valueOf(isPair ? loadPair<T>(at) : loadOne<T>(at), series);
    const guess = f64x2.sub(f64x2.floor(f64x2.div(value, widths)), firsts);
    countOne(f64x2.extract_lane(value, 0), f64x2.extract_lane(guess, 0), edges, bins, counts);
    if (isPair) countOne(f64x2.extract_lane(value, 1), f64x2.extract_lane(guess, 1), edges, bins, counts);
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
