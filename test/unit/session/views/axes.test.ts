import { describe, expect, test } from 'vitest';
import { viewOf } from '../../../../src/session/views/viewOf.js';
import { spreadOf } from '../../../../src/session/views/axes.js';
import { exampleSession, normalNumbers, tensor } from './exampleSession.js';

const SHAPE = [3, 4, 5, 2];
const normal = normalNumbers(5);
const BATCH = tensor(SHAPE, () => 3 * normal() + 1);

/** Values of each entry of an axis, found index by index. */
function entriesOf(axis: number): number[][] {
  const entries = Array.from({ length: SHAPE[axis] }, (): number[] => []);
  let at = 0;
  for (let a = 0; a < SHAPE[0]; a++)
    for (let b = 0; b < SHAPE[1]; b++)
      for (let c = 0; c < SHAPE[2]; c++)
        for (let d = 0; d < SHAPE[3]; d++) entries[[a, b, c, d][axis]].push(BATCH.values[at++]);
  return entries;
}
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('statistics along other axes', () => {
  const { session, access } = exampleSession([['train', BATCH]], { convention: 'makemore' });

  test('are those of the values that share an index of the axis', async () => {
    const views = await viewOf(session, 'axes', { pass: 0, axes: [3, 0, 1, 2] }, access);
    expect(views.map(({ axis, channels, count }) => [axis, channels, count])).toEqual([
      [3, 2, 60],
      [0, 3, 40],
      [1, 4, 30],
      [2, 5, 24],
    ]);
    for (const { axis, mean, variance } of views) {
      const entries = entriesOf(axis);
      entries.forEach((values, entry) => {
        const centre = average(values);
        expect(mean[entry]).toBeCloseTo(centre, 12);
        expect(variance[entry]).toBeCloseTo(average(values.map((value) => (value - centre) ** 2)), 12);
      });
    }
  });

  test('name an axis that is not there', async () => {
    await expect(viewOf(session, 'axes', { pass: 0, axes: [4] }, access)).rejects.toThrow(
      'axis 4: the tensor has shape [3, 4, 5, 2]',
    );
  });
});

describe('the spread between channels', () => {
  test('is all of it where each channel is constant, and none where all are alike', () => {
    expect([...spreadOf(Float64Array.of(1, 3), Float64Array.of(0, 0), 10)]).toEqual([1, 0, 1]);
    expect(spreadOf(Float64Array.of(2, 2), Float64Array.of(4, 4), 10)[2]).toBe(0);
    expect(spreadOf(Float64Array.of(2, 2), Float64Array.of(0, 0), 10)[2]).toBe(0);
  });

  test('is about 0 where only chance makes the means differ, however few the values are', () => {
    const shares = Array.from({ length: 200 }, () => {
      const entries = Array.from({ length: 30 }, () => [normal(), normal(), normal()]);
      const mean = Float64Array.from(entries, average);
      const variance = Float64Array.from(entries, (values, at) => average(values.map((x) => (x - mean[at]) ** 2)));
      return spreadOf(mean, variance, 3)[2];
    });
    expect(average(shares)).toBeLessThan(0.06);
  });

  test('leaves out channels that are not finite, and one channel has none', () => {
    const spread = spreadOf(Float64Array.of(1, NaN, 3), Float64Array.of(1, 1, 1), 100);
    expect([spread[0], spread[1]]).toEqual([1, 1]);
    expect(spreadOf(Float64Array.of(1), Float64Array.of(1), 100)[2]).toBeNaN();
  });
});
