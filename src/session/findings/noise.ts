/**
 * How far chance reaches. One false alarm in 1,000 healthy programs is shared among all rules, both statistics, all channels
 * and all passes that were looked at so far; what is beyond these numbers is no chance.
 */

/** One in 1,000 programs, over the comparisons that rules make of one channel in one pass: 16 of them. */
const PER_LOOK = 1e-3 / 16;

/**
 * Chance that one comparison may go wrong, if the `looks`-th look is about so many channels: the levels of all looks add up
 * to what all may take, however many there will be.
 * @param looks counted from 1
 */
export function levelOf(looks: number, channels: number): number {
  // Σ 1/k² = π²/6
  return (PER_LOOK * 6) / Math.PI ** 2 / looks ** 2 / channels;
}

/** Standard deviations that a normal number leaves, to either side, with this chance; good for small ones. */
export function normalReach(level: number): number {
  // P(|z| > x) is below √(2/π)·e^(−x²/2)/x.
  const twice = 2 * Math.log(Math.sqrt(2 / Math.PI) / level);
  let reach = Math.sqrt(Math.max(0, twice));
  for (let round = 0; round < 3 && reach > 1; round++) reach = Math.sqrt(Math.max(1, twice - 2 * Math.log(reach)));
  return reach;
}

/**
 * The same in standard deviations that are estimated with so many degrees of freedom: Student's t.
 * Wallace 1959, doi:10.1214/aoms/1177706096; within 1 % from 3 on.
 */
export function studentReach(level: number, freedom: number): number {
  if (!(freedom >= 1)) return Infinity;
  const z = (normalReach(level) * (8 * freedom + 3)) / (8 * freedom + 1);
  return Math.sqrt(freedom * Math.expm1((z * z) / freedom));
}

/**
 * Natural logarithm of how many times larger (or, negative, smaller) than the true variance that of so many independent
 * normal numbers comes out with this chance: Wilson & Hilferty's cube root of χ².
 */
export function varianceReach(level: number, freedom: number, side: 1 | -1): number {
  if (!(freedom >= 1)) return side * Infinity;
  const unit = 2 / (9 * freedom);
  const root = 1 - unit + side * normalReach(level) * Math.sqrt(unit);
  // Far below, where the cube root gives out: P(χ²/f < x) is about (e·x)^(f/2) / √(π·f).
  const least = (2 / freedom) * Math.log(level * Math.sqrt(Math.PI * freedom)) - 1;
  return side < 0 ? (root > 0.3 ? Math.max(least, 3 * Math.log(root)) : least) : 3 * Math.log(root);
}

/**
 * How many times its mean a number leaves with this chance whose tail falls off exponentially, as the logarithm of a variance
 * does whose values have heavy tails; the mean is estimated from so many of them.
 */
export function exponentialReach(level: number, estimatedFrom: number): number {
  return estimatedFrom > 0 ? estimatedFrom * Math.expm1(-Math.log(level) / estimatedFrom) : Infinity;
}

/**
 * How far the logarithm of a variance is carried with this chance by the heaviest tails that healthy values have, Student's t
 * with 3 degrees of freedom: those of the variance fall off with its power of −3/2.
 */
export function heaviestReach(level: number): number {
  return (-2 / 3) * Math.log(level);
}
