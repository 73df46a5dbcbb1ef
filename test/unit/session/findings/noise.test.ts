import { describe, expect, test } from 'vitest';
import {
  exponentialReach,
  levelOf,
  normalReach,
  studentReach,
  varianceReach,
} from '../../../../src/session/findings/noise.js';

// Quantiles by scipy.stats: norm.isf(p / 2), t.isf(p / 2, f), log(chi2.ppf(p, f) / f), log(chi2.isf(p, f) / f).
describe('how far chance reaches', () => {
  test.each([
    [1e-3, 3.2905],
    [1e-6, 4.8916],
    [1e-9, 6.1094],
    [1e-12, 7.1305],
  ])('of a normal number, at level %d', (level, expected) => {
    expect(normalReach(level)).toBeGreaterThanOrEqual(expected);
    expect(normalReach(level)).toBeLessThan(expected + 0.03);
  });

  test.each([
    [1e-6, 4, 49.46],
    [1e-6, 15, 7.9],
    [1e-9, 15, 13.34],
    [1e-9, 49, 7.53],
    [1e-12, 49, 9.52],
  ])('of Student’s t, at level %d with %d degrees of freedom', (level, freedom, expected) => {
    expect(studentReach(level, freedom)).toBeGreaterThan(expected * 0.999);
    expect(studentReach(level, freedom)).toBeLessThan(expected * 1.2);
  });

  test.each([
    [1e-6, 15, -2.51, 1.33],
    [1e-9, 7, -6.47, 2.08],
    [1e-9, 63, -1.31, 0.9],
    [1e-9, 255, -0.59, 0.49],
  ])('of the logarithm of a variance, at level %d with %d degrees of freedom', (level, freedom, below, above) => {
    expect(varianceReach(level, freedom, -1)).toBeLessThan(below + 0.01);
    expect(varianceReach(level, freedom, -1)).toBeGreaterThan(below - 0.15);
    expect(varianceReach(level, freedom, 1)).toBeGreaterThan(above - 0.01);
    expect(varianceReach(level, freedom, 1)).toBeLessThan(above + 0.1);
  });

  test('of an exponential number is ln(1/p) means of it, and more where few say what its mean is', () => {
    expect(exponentialReach(1e-6, 1e9)).toBeCloseTo(Math.log(1e6), 4);
    // (1 + x/n)^−n = p
    expect((1 + exponentialReach(1e-6, 8) / 8) ** -8).toBeCloseTo(1e-6, 12);
    expect(exponentialReach(1e-6, 0)).toBe(Infinity);
  });

  test('is infinite where nothing says how far', () => {
    expect(studentReach(1e-6, 0)).toBe(Infinity);
    expect(varianceReach(1e-6, 0, 1)).toBe(Infinity);
    expect(varianceReach(1e-6, 0, -1)).toBe(-Infinity);
  });
});

test('all looks together may go wrong once in 1,000 programs, however many there are', () => {
  let sum = 0;
  for (let look = 1; look <= 10_000; look++) sum += 16 * 64 * levelOf(look, 64);
  expect(sum).toBeLessThan(1e-3);
  expect(sum).toBeGreaterThan(0.99e-3);
});
