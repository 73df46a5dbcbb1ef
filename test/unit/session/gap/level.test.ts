import { describe, expect, it } from 'vitest';
import { Level } from '../../../../src/session/gap/level.js';
import { TheilSenLine } from '../../../../src/session/gap/theilSen.js';

function lineThrough(values: readonly number[]): TheilSenLine {
  const line = new TheilSenLine(values.length);
  line.fit(Float64Array.from(values), Float64Array.from(values.keys()), values.length);
  return line;
}

describe('Theil’s line', () => {
  it.each([20, 400])('of %i values is not carried away by a fifth of them', (count) => {
    const line = lineThrough(Array.from({ length: count }, (_, i) => (i % 5 === 2 ? 1000 : 3 + 0.5 * i)));
    expect(line.slope).toBeCloseTo(0.5, 12);
    expect(line.base).toBeCloseTo(3, 10);
    expect(line.sigma).toBeLessThan(1e-9);
  });

  it('measures σ as a normal distribution has it', () => {
    // Its quartiles lie 0.6745 σ from the middle.
    const values = Array.from({ length: 401 }, (_, i) => ((i * 157) % 401) / 200 - 1);
    expect(lineThrough(values).sigma).toBeCloseTo(0.5 * 1.4826, 1);
  });

  it('of one value is flat', () => {
    expect(lineThrough([4])).toMatchObject({ base: 4, slope: 0, sigma: 0 });
  });
});

describe('where train batches lie', () => {
  const fit = (means: readonly number[], variances: readonly number[], count = 10_000): Level => {
    const level = new Level(new Float64Array(means.length).fill(count));
    level.fit(Float64Array.from(means), Float64Array.from(variances));
    return level;
  };
  const wave = Array.from({ length: 30 }, (_, i) => 0.02 * Math.sin(7 * i));
  const ones = wave.map(() => 1);

  it('is their mean where no slope is beyond 4 standard errors', () => {
    const level = fit(wave, ones);
    expect(level.drifts).toBe(false);
    expect(level.mean).toBeCloseTo(wave.reduce((sum, one) => sum + one, 0) / 30, 15);
    expect([...level.means].every((one) => one === level.mean)).toBe(true);
    expect(level.scatter).toBeCloseTo(0.0002, 5);
  });

  it('is a line where they drift, and what there is at the newest', () => {
    const level = fit(
      wave.map((one, i) => one + 0.1 * i),
      ones,
    );
    expect(level.drifts).toBe(true);
    expect(level.mean).toBeCloseTo(2.9, 1);
    expect(level.means[0]).toBeCloseTo(0, 1);
  });

  it('leaves out what lies 6 robust σ from the others, in mean or in variance', () => {
    const level = fit(
      wave.map((one, i) => (i === 12 ? 2 : one)),
      ones.map((one, i) => (i === 20 ? 9 : one)),
    );
    expect([...level.isOutlier.keys()].filter((i) => level.isOutlier[i] === 1)).toEqual([12, 20]);
    expect(level.deviations[12]).toBeGreaterThan(50);
    expect(Math.abs(level.mean)).toBeLessThan(0.01);
    expect(level.variance).toBe(1);
  });

  it('takes for no outlier what so few values explain', () => {
    const means = wave.map((_, i) => (i === 12 ? 2 : 0));
    expect(fit(means, ones, 4).isOutlier[12]).toBe(0);
    expect(fit(means, ones, 400).isOutlier[12]).toBe(1);
  });

  it('tells no outlier among four', () => {
    expect([...fit([0, 0, 9, 0], [1, 1, 1, 1]).isOutlier]).toEqual([0, 0, 0, 0]);
  });

  it('goes by those that are finite', () => {
    const level = fit([NaN, 1, 1, 1, Infinity, 1, 1], [NaN, 2, 2, 2, NaN, 2, 2]);
    expect(level).toMatchObject({ mean: 1, variance: 2, scatter: 0 });
    expect(fit([NaN], [NaN]).mean).toBeNaN();
  });
});
