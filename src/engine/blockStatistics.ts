import type { Block } from './block.js';
import { sizeOf } from './block.js';
import { divide, twoSum, type DoubleDouble } from './doubleDouble.js';

/** What one block adds to its group. */
export interface BlockStatistics {
  readonly count: number;
  readonly sum: DoubleDouble;
  /** Σ(x − block mean)². */
  readonly m2: number;
}

/**
 * Sum and spread with every rounding error carried along (Ogita, Rump, Oishi 2005, Sum2), in two passes: for blocks
 * that plain float64 sums would not do justice to.
 */
export function exactStatistics(block: Block): BlockStatistics {
  const { values, start, rows, stride, length } = block;
  let hi = 0;
  let lo = 0;
  for (let row = 0; row < rows; row++) {
    const from = start + row * stride;
    for (let i = from; i < from + length; i++) {
      const x = values[i];
      const next = hi + x;
      const part = next - hi;
      lo += hi - (next - part) + (x - part);
      hi = next;
    }
  }
  const count = sizeOf(block);
  const sum = twoSum(hi, lo - lo === 0 ? lo : 0);
  const mean = divide(sum, count);
  return { count, sum, m2: squaredDeviations(block, mean) };
}

function squaredDeviations(block: Block, mean: DoubleDouble): number {
  const { values, start, rows, stride, length } = block;
  let hi = 0;
  let lo = 0;
  for (let row = 0; row < rows; row++) {
    const from = start + row * stride;
    for (let i = from; i < from + length; i++) {
      const deviation = values[i] - mean.hi - mean.lo;
      const square = deviation * deviation;
      const next = hi + square;
      lo += square - (next - hi);
      hi = next;
    }
  }
  return lo - lo === 0 ? hi + lo : hi;
}

/** Sum of (x − shift) and of its square in plain float64, in one pass. */
export function shiftedSums(block: Block, shift: number): { readonly sum: number; readonly squares: number } {
  const { values, start, rows, stride, length } = block;
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    const from = start + row * stride;
    let rowSum = 0;
    let rowSquares = 0;
    for (let i = from; i < from + length; i++) {
      const deviation = values[i] - shift;
      rowSum += deviation;
      rowSquares += deviation * deviation;
    }
    sum += rowSum;
    squares += rowSquares;
  }
  return { sum, squares };
}
