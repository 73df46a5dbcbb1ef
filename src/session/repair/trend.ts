import { median } from '../records/index.js';

/** A robust line through values at 0, 1, …, and how they scatter around it. */
export interface Trend {
  readonly at: (index: number) => number;
  /** 1.4826 times the median absolute deviation: σ of normal numbers. */
  readonly sigma: number;
}

/**
 * Theil's line over pairs that are half the series apart: its slope is the median of theirs (Theil 1950, incomplete
 * method), the level the median of what is left. Up to a quarter of the values may be anything.
 * @param values finite, at least 1
 */
export function robustTrend(values: Float64Array): Trend {
  const half = Math.ceil(values.length / 2);
  const slopes = new Float64Array(values.length - half);
  for (let i = 0; i < slopes.length; i++) slopes[i] = (values[i + half] - values[i]) / half;
  const slope = slopes.length < 3 ? 0 : median(slopes);
  const level = median(values.map((value, index) => value - slope * index));
  const at = (index: number) => level + slope * index;
  return { at, sigma: 1.4826 * median(values.map((value, index) => Math.abs(value - at(index)))) };
}

/** Where a series stands at its end, and whether it still moves. */
export interface Level {
  /** The least-squares line at the last value where it has a slope beyond 4 standard errors, else the mean. */
  readonly last: number;
  readonly drifts: boolean;
}

/** @param values at least 1 */
export function levelOf(values: Float64Array): Level {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 3) return { last: mean, drifts: false };
  const middle = (count - 1) / 2;
  let [covariance, square] = [0, 0];
  values.forEach((value, index) => {
    covariance += (index - middle) * (value - mean);
    square += (index - middle) ** 2;
  });
  const slope = covariance / square;
  const rest = values.reduce((sum, value, index) => sum + (value - mean - slope * (index - middle)) ** 2, 0);
  const error = Math.sqrt(rest / (count - 2) / square);
  const drifts = Math.abs(slope) > 4 * error;
  return { last: drifts ? mean + slope * middle : mean, drifts };
}
