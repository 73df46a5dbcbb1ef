import { describe, expect, it } from 'vitest';
import { levelOf, robustTrend } from '../../../../src/session/repair/trend.js';

describe('robustTrend', () => {
  it('follows the line through all but a few', () => {
    const values = Float64Array.from({ length: 16 }, (_, i) => 2 + 0.5 * i + (i % 2 ? 0.01 : -0.01));
    values[3] = 1000;
    values[12] = -500;
    const { at, sigma } = robustTrend(values);
    expect(at(15)).toBeCloseTo(9.5, 1);
    expect(sigma).toBeLessThan(0.05);
  });

  it('is level through few values', () => {
    expect(robustTrend(Float64Array.of(1, 2, 9)).at(2)).toBe(2);
  });
});

describe('levelOf', () => {
  it('is the mean of what scatters, and the end of what drifts', () => {
    const noise = Float64Array.of(1, -1, 1, -1, 1, -1, 1, -1);
    expect(levelOf(noise)).toEqual({ last: 0, drifts: false });
    const { last, drifts } = levelOf(noise.map((value, i) => 3 * i + 0.1 * value));
    expect(drifts).toBe(true);
    expect(last).toBeCloseTo(21, 0);
    expect(levelOf(Float64Array.of(4, 6))).toEqual({ last: 5, drifts: false });
  });
});
