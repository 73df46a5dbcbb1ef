import { describe, expect, test } from 'vitest';
import { gradientCenters } from '../../../src/engine/gradientCenters.js';

const of = (...values: number[]) => Float64Array.from(values);
const unit = 2 ** -52;
const gMean = { shift: of(1, -1), remainder: of(0, 0), m2: of(100, 400), count: 100 };
const xMean = { shift: of(3, 0), remainder: of(0, 0) };

describe('the means of a gradient', () => {
  test('are one number where they lie near 0 beside the spread of g', () => {
    expect(gradientCenters(gMean, xMean, of(0.25, 8))).toEqual({ shifts: null, rest: of(0.25, -1) });
  });

  test('are taken off first where one of the groups has one that is large, or nobody knows', () => {
    const centered = { shifts: { g: gMean.shift, x: xMean.shift }, rest: of(0, 0) };
    expect(gradientCenters(gMean, xMean, of(0.5, 8))).toEqual(centered);
    expect(gradientCenters({ shift: gMean.shift, remainder: gMean.remainder }, xMean, of(0, 0))).toEqual(centered);
    expect(gradientCenters({ ...gMean, m2: of(NaN, 400) }, xMean, of(0.25, 8))).toEqual(centered);
  });

  test('keep their digits where they cancel, and what no float64 holds of them', () => {
    const third = 1 / 3;
    const near = gradientCenters({ ...gMean, shift: of(1, 0) }, { ...xMean, shift: of(3, 0) }, of(third, 0));
    // 3 · fl(1/3) is 1 − 2⁻⁵⁴.
    expect(near.rest[0]).toBe(2 ** -54);
    const between = { shift: of(5), remainder: of(unit) };
    const centered = gradientCenters({ shift: of(7), remainder: of(unit / 2) }, between, of(2));
    expect(centered.rest[0]).toBe(-1.5 * unit);
  });
});
