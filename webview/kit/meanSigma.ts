import { plusMinus } from './format.js';

/** `2.38 ± 1.19`; where both are NaN, that once. */
export function meanSigma(mean: number, sigma: number): string {
  return Number.isNaN(mean) && Number.isNaN(sigma) ? 'NaN' : plusMinus(mean, sigma);
}
