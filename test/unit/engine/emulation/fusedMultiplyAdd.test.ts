import { describe, expect, it } from 'vitest';
import { fusedMultiplyAdd } from '../../../../src/engine/emulation/fusedMultiplyAdd.js';

/** (1 + 2^−18)(1 − 2^−18) = 1 − 2^−36: a little less than 1, which float64 loses beside a large addend. */
const over = 1 + 2 ** -18;
const under = 1 - 2 ** -18;
const largest = 2 ** 128 - 2 ** 104;

describe('a · b + c, rounded to float32 once', () => {
  it.each([
    ['below a tie whose even neighbour is above', over * 2 ** -12, under * 2 ** -12, 1 + 2 ** -23, 1 + 2 ** -23],
    ['the same of the other sign', -over * 2 ** -12, under * 2 ** -12, -1 - 2 ** -23, -1 - 2 ** -23],
    ['above a tie whose even neighbour is below', -over * 2 ** -12, under * 2 ** -12, 1 + 2 ** -23, 1 + 2 ** -23],
    ['below the first number that overflows', over * 2 ** 51, under * 2 ** 52, largest, largest],
    ['at that number', 2 ** 51, 2 ** 52, largest, Infinity],
    ['a power of two and less than can be seen', -(2 ** -60), 1, 1, 1],
    ['a tie', 2 ** -24, 1, 1, 1],
    ['an exact sum', 3, 5, 7, 22],
    ['subnormal', 2 ** -100, 2 ** -49, 0, 2 ** -149],
    ['half of the smallest number', 2 ** -100, 2 ** -50, 0, 0],
    ['infinite', Infinity, 1, 5, Infinity],
    ['infinite minus infinite', Infinity, 1, -Infinity, NaN],
    ['NaN', NaN, 1, 1, NaN],
  ])('%s', (_, a, b, c, expected) => {
    expect(fusedMultiplyAdd(a, b, c)).toBe(expected);
  });

  it('is not what float64 gives when it rounds first', () => {
    expect(Math.fround(over * 2 ** -12 * (under * 2 ** -12) + 1 + 2 ** -23)).not.toBe(1 + 2 ** -23);
  });
});
