import { sizeOf, type Operand } from './value.js';

/**
 * How many finite elements are in each of `bins` equal bins from the least to the greatest, the last of which has both its
 * ends, as numpy.histogram. Where all are equal, the bins are of one unit around them.
 */
export function histogram(operand: Operand, bins: number): Operand {
  const size = sizeOf(operand);
  const at = (index: number): number => (typeof operand === 'number' ? operand : operand.at(index));
  let [low, high] = [Infinity, -Infinity];
  for (let index = 0; index < size; index++) {
    const value = at(index);
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const counts = new Float64Array(bins);
  for (let index = 0; index < size; index++) {
    const value = at(index);
    if (!Number.isFinite(value)) continue;
    // Half of each, since the difference of two finite numbers need not be one.
    const share = (value / 2 - low / 2) / (high / 2 - low / 2);
    counts[Math.min(bins - 1, Math.floor(share * bins))] += 1;
  }
  return { shape: [bins], at: (index) => counts[index] };
}
