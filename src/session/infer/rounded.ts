/**
 * A number as somebody would have set it: the nearest of those that people choose, or that has few digits, within what the
 * data leave open; otherwise the number itself.
 * @param open how far off it may be
 * @param usual numbers that are tried first
 */
export function rounded(value: number, open: number, usual: readonly number[]): number {
  const fits = (candidate: number) => Math.abs(candidate - value) <= open;
  const near = usual.find(fits);
  if (near !== undefined) return near;
  for (let digits = 1; digits <= 6; digits++) {
    const short = Number(value.toPrecision(digits));
    if (fits(short)) return short;
  }
  return Number(value.toPrecision(12));
}
