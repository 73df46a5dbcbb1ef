/**
 * Decimal digits that a computed value has lost against the exact one: 0 where all that float32 holds (7.2) agree,
 * 7.2 where none does, or where one is NaN and the other is not.
 */
export function lostDigits(exact: number, computed: number): number {
  const all = Math.log10(2 ** 24);
  if (Object.is(exact, computed) || exact === computed) return 0;
  const error = Math.abs(computed - exact) / Math.abs(exact);
  if (!(error < 1)) return all;
  return Math.max(0, all + Math.log10(error));
}
