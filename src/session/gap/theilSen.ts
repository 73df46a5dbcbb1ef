import { median } from '../records/index.js';

/** A line over places that count from 0: base + slope · place. */
export interface Line {
  readonly base: number;
  readonly slope: number;
}

/** Up to so many values every pair has a slope: 496 of them. */
const mostPaired = 32;
/** 1/Φ⁻¹(3/4): what makes σ of a median of |deviations| from a normal distribution. */
const sigmaOfMad = 1.4826;

/**
 * Theil's line, which up to a quarter of the values cannot carry away: the median of the slopes between two values, and the median
 * of what is then left. Of more than 32 values each is paired with the one half of them further on (Theil's incomplete method), so
 * that 10,000 cost 5,000 slopes and not 50 million.
 *
 * @param values that are finite, [n]
 * @param places of each, rising, [n]
 */
export function theilSenLine(values: Float64Array, places: Float64Array): Line {
  const n = values.length;
  if (n < 2) return { base: n === 0 ? NaN : values[0], slope: 0 };
  const half = n >> 1;
  const isPaired = n <= mostPaired;
  const slopes = new Float64Array(isPaired ? (n * (n - 1)) / 2 : n - half);
  let count = 0;
  for (let i = 0; i < n; i++) {
    const end = isPaired ? n : Math.min(n, i + half + 1);
    for (let j = isPaired ? i + 1 : i + half; j < end; j++) {
      slopes[count++] = (values[j] - values[i]) / (places[j] - places[i]);
    }
  }
  const slope = median(slopes, count);
  const rests = new Float64Array(n);
  for (let i = 0; i < n; i++) rests[i] = values[i] - slope * places[i];
  return { base: median(rests), slope };
}

/** σ of the values about a line, from the median of their distances. */
export function robustSigma(values: Float64Array, places: Float64Array, { base, slope }: Line): number {
  const distances = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) distances[i] = Math.abs(values[i] - base - slope * places[i]);
  return sigmaOfMad * median(distances);
}
