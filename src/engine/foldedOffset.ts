/**
 * What is added, once x − shift is scaled, for all of (x − shift − remainder)·scale + offset: one addition less for each
 * element. Since the remainder is below a rounding of the shift, it costs no digit, also where offset is 0.
 * @returns [groups]; not finite where remainder·scale is not
 */
export function foldedOffset(remainder: Float64Array, scale: Float64Array, offset: Float64Array): Float64Array {
  const folded = offset.slice();
  for (let group = 0; group < folded.length; group++) {
    // 0 times an infinite scale would be NaN.
    if (remainder[group] !== 0) folded[group] -= remainder[group] * scale[group];
  }
  return folded;
}
