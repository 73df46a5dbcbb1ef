import { expect, test } from 'vitest';
import { distanceFor } from '../../../../src/session/findings/effectOf.js';
import { exampleSession, normalBatch } from '../views/exampleSession.js';
import { told } from './told.js';

test('the distance is the root of the squares of the gap and of what the spread is off by', () => {
  expect(distanceFor(3, 5)).toBe(5);
  expect(distanceFor(-0.6, 0.2)).toBe(1);
  expect(distanceFor(0.5, NaN)).toBe(0.5);
  expect(distanceFor(NaN, 1)).toBeNaN();
});

test('findings about gaps are weighed by it', () => {
  const batch = normalBatch(
    [512, 2],
    1,
    (channel) => (channel === 1 ? 2 : 0),
    (channel) => (channel === 1 ? 3 : 1),
  );
  const state = { runningMean: new Float64Array(2), runningVar: Float64Array.of(1, 1.0001) };
  const [{ weight }] = told('train-eval-gap')(exampleSession([['eval', batch]], { state }).session);
  // g = 2 and s = 3: the larger of a gap and a logarithm would be 2.
  expect(weight).toBeGreaterThan(2.6);
  expect(weight).toBeLessThan(3.05);
});
