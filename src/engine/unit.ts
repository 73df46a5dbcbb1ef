/**
 * Powers of two that numbers are multiplied by where sums and squares of them would leave float64's range. Ordinary
 * numbers have the unit 1, so that they pay nothing.
 */

/** Sums of 2^53 squares of anything in between hold all their digits. */
export const largestOrdinary = 2 ** 400;
export const smallestOrdinary = 2 ** -400;
/** Units are apart by this many powers of two, so that a few values more or less seldom change them. */
const step = 200;

/** The unit for numbers of magnitudes up to `reach`; 1 for 0, NaN and infinity, which none makes any better. */
export function unitFor(reach: number): number {
  if ((reach >= smallestOrdinary && reach <= largestOrdinary) || !(reach > 0 && reach < Infinity)) return 1;
  return 2 ** (-step * Math.round(Math.log2(reach) / step));
}

/** One group's statistics, all of them of x · unit. */
export interface ScaledMoments {
  readonly unit: number;
  readonly shift: number;
  readonly remainder: number;
  /** Σ(x · unit − mean)² */
  readonly m2: number;
}
