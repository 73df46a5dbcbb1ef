/**
 * Two results are the same where they differ by less than this share of their size. Conventions write the same rule in
 * other words (a momentum of 0.9 on the old value, or of 0.1 on the batch), so float64 rounds them differently: a few
 * times 1e-16 in a pass, and some hundred times that where a small momentum adds up the rounding of hundreds of passes.
 * A rule that differs moves results by far more: an eps or a momentum that float32 has rounded, by 1e-9 and up.
 */
export const AGREEMENT = 1e-12;

/** @param size of the difference; infinite where one of the two is no number, which never is rounding */
export function isEqualToRounding(size: number, scale: number): boolean {
  return size === 0 || (size < Infinity && size <= AGREEMENT * scale);
}
