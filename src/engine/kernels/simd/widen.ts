/**
 * Four float16 as float32: the fraction and exponent bits move to where float32 has them, and a multiplication by 2^112
 * corrects the bias of the exponent, exactly, subnormal numbers included.
 */
function widened(bits: v128): v128 {
  const sign = i32x4.shl(v128.and(bits, i32x4.splat(0x8000)), 16);
  const rest = i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13);
  const scaled = f32x4.mul(rest, f32x4.splat(reinterpret<f32>(0x77800000)));
  // Exponent 31 means infinity and NaN, whose bits stay.
  const isSpecial = i32x4.gt_u(rest, i32x4.splat(0x0f7fffff));
  const special = v128.or(rest, i32x4.splat(0x7f800000));
  return v128.or(sign, v128.bitselect(special, scaled, isSpecial));
}

/** @param length elements; up to 3 more than that are written */
export function widenFloat16(from: usize, to: usize, length: usize): void {
  for (const end = from + length * 2; from < end; from += 8, to += 16) {
    v128.store(to, widened(v128.load_ext<u16>(from)));
  }
}

/** @param length elements; up to 3 more than that are written */
export function widenBfloat16(from: usize, to: usize, length: usize): void {
  for (const end = from + length * 2; from < end; from += 8, to += 16) {
    v128.store(to, i32x4.shl(v128.load_ext<u16>(from), 16));
  }
}
