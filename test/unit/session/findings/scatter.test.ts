import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Scatter } from '../../../../src/session/findings/scatter.js';

const scattered = (values: readonly number[]): Scatter => {
  const scatter = new Scatter(1);
  for (const value of values) scatter.add(Float64Array.of(value));
  return scatter;
};
const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });

test('a number is beyond so many deviations where it is by the deviation itself', () => {
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 2, maxLength: 20 }),
      number,
      fc.integer({ min: 1, max: 6 }),
      (all, one, most) => {
        const scatter = scattered(all);
        const far = Math.abs(one - scatter.mean[0]) / scatter.deviation(0);
        // At the border rounding decides.
        fc.pre(!(Math.abs(far - most) < 1e-6) && scatter.deviation(0) !== 0);
        expect(scatter.isBeyond(0, one, most)).toBe(far > most);
      },
    ),
  );
});

test('of fewer than two, and of no number, nothing is known', () => {
  expect(scattered([]).isBeyond(0, 5, 3)).toBe(false);
  expect(scattered([1]).isBeyond(0, 5, 3)).toBe(false);
  expect(scattered([1, 2, 3]).isBeyond(0, NaN, 3)).toBe(false);
});
