'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.widenFloat16 = widenFloat16;
exports.widenBfloat16 = widenBfloat16;
/**
 * Four float16 as float32: the fraction and exponent bits move to where float32 has them, and a multiplication by 2^112
 * corrects the bias of the exponent, exactly, subnormal numbers included.
 */
function widened(bits) {
  const sign = i32x4.shl(v128.and(bits, i32x4.splat(0x8000)), 16);
  const rest = i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13);
  const scaled = f32x4.mul(rest, f32x4.splat(reinterpret(0x77800000)));
  // Exponent 31 means infinity and NaN, whose bits stay.
  const isSpecial = i32x4.gt_u(rest, i32x4.splat(0x0f7fffff));
  const special = v128.or(rest, i32x4.splat(0x7f800000));
  return v128.or(sign, v128.bitselect(special, scaled, isSpecial));
}
/** @param length elements; up to 3 more than that are written */
function widenFloat16(from, to, length) {
  for (const end = from + length * 2; from < end; from += 8, to += 16) {
    v128.store(to, widened(v128.load_ext(from)));
  }
}
/** @param length elements; up to 3 more than that are written */
function widenBfloat16(from, to, length) {
  for (const end = from + length * 2; from < end; from += 8, to += 16) {
    v128.store(to, i32x4.shl(v128.load_ext(from), 16));
  }
}
