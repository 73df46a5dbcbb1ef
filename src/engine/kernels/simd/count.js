'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.count = count;
const pairs_1 = require('./pairs');
/** ((x − shift − rest) / std · factor + added) · gamma + beta, from the seven numbers at `series`. */
function valueOf(x, series) {
  const base = f64x2.div(
    (0, pairs_1.centered)(x, v128.load64_splat(series), v128.load64_splat(series, 8)),
    v128.load64_splat(series, 16),
  );
  const normalized = f64x2.add(f64x2.mul(base, v128.load64_splat(series, 24)), v128.load64_splat(series, 32));
  return f64x2.add(f64x2.mul(normalized, v128.load64_splat(series, 40)), v128.load64_splat(series, 48));
}
function countOne(value, guess, edges, bins, counts) {
  if (!(value >= f64.load(edges) && value <= f64.load(edges + (bins << 3)))) return;
  let bin = min(bins - 1, max(0, guess));
  // The quotient may be rounded over an edge.
  if (value < f64.load(edges + (bin << 3))) bin--;
  else if (bin < bins - 1 && value >= f64.load(edges + (bin << 3), 8)) bin++;
  const at = counts + (bin << 3);
  f64.store(at, f64.load(at) + 1);
}
/**
 * @param series shift, rest, std, factor, added, gamma, beta
 * @param edges bins + 1 float64
 * @param counts bins float64, added to
 */
function countOf(at, length, series, edges, bins, width, first, counts) {
  const end = at + length * sizeof();
  const widths = f64x2.splat(width);
  const firsts = f64x2.splat(first);
  for (; at < end; at += 2 * sizeof()) {
    const isPair = at + sizeof() < end;
    const value = valueOf(isPair ? (0, pairs_1.loadPair)(at) : (0, pairs_1.loadOne)(at), series);
    const guess = f64x2.sub(f64x2.floor(f64x2.div(value, widths)), firsts);
    countOne(f64x2.extract_lane(value, 0), f64x2.extract_lane(guess, 0), edges, bins, counts);
    if (isPair) countOne(f64x2.extract_lane(value, 1), f64x2.extract_lane(guess, 1), edges, bins, counts);
  }
}
/** @param size bytes of an element: 4 for float32, 8 for float64 */
function count(size, at, length, series, edges, bins, width, first, counts) {
  if (size == 4) countOf(at, length, series, edges, bins, width, first, counts);
  else countOf(at, length, series, edges, bins, width, first, counts);
}
