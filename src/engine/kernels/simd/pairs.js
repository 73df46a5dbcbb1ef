'use strict';
// Elements two by two as float64, whichever type T they are stored in. Everything in this folder is AssemblyScript:
// TypeScript's syntax with WebAssembly's types. Addresses and strides count bytes; nothing is allocated.
Object.defineProperty(exports, '__esModule', { value: true });
exports.loadPair = loadPair;
exports.loadOne = loadOne;
exports.storePair = storePair;
exports.storeOne = storeOne;
exports.sumOf = sumOf;
exports.centered = centered;
/** Two neighbouring elements. */
function loadPair(at) {
  return sizeof() == 4 ? f64x2.promote_low_f32x4(v128.load64_zero(at)) : v128.load(at);
}
/** One element, twice. */
function loadOne(at) {
  return f64x2.splat(load(at));
}
function storePair(at, pair) {
  if (sizeof() == 4) v128.store64_lane(at, f32x4.demote_f64x2_zero(pair), 0);
  else v128.store(at, pair);
}
function storeOne(at, pair) {
  store(at, f64x2.extract_lane(pair, 0));
}
function sumOf(pair) {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}
/** value − shift − rest */
function centered(value, shift, rest) {
  return f64x2.sub(f64x2.sub(value, shift), rest);
}
