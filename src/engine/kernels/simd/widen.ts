/**
 * Four float16 as float32: sign, exponent and fraction move to where float32 has them, and a multiplication by 2^112
 * corrects the bias of the exponent, exactly, subnormal numbers included.
 * @param bits sign-extended
 */
function widened(bits: v128): v128 {
  const moved = v128.and(i32x4.shl(bits, 13), i32x4.splat(0x8fffe000));
  const scaled = f32x4.mul(moved, f32x4.splat(reinterpret<f32>(0x77800000)));
  // The largest exponent means infinity and NaN in either.
  const isSpecial = f32x4.ge(f32x4.abs(scaled), f32x4.splat(65536));
  return v128.or(scaled, v128.and(isSpecial, i32x4.splat(0x7f800000)));
}

/** @param length elements; up to 3 more than that are written */
export function widenFloat16(from: usize, to: usize, length: usize): void {
  for (const end = from + length * 2; from < end; from += 8, to += 16) {
    v128.store(to, widened(v128.load_ext<i16>(from)));
  }
}

/** @param length elements; up to 3 more than that are written */
export function widenBfloat16(from: usize, to: usize, length: usize): void {
  for (const end = from + length * 2; from < end; from += 8, to += 16) {
    v128.store(to, i32x4.shl(v128.load_ext<u16>(from), 16));
  }
}
