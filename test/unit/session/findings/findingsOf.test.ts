import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../../../src/session/findings/findingsOf.js';
import { exampleSession, normalBatch, type Example } from '../views/exampleSession.js';

const SHAPE = [64, 6, 7, 7];

/** Train passes on batches that are alike. */
function alike(count: number, mean?: (channel: number) => number, sigma?: (channel: number) => number): Example[] {
  return Array.from({ length: count }, (_, index): Example => ['train', normalBatch(SHAPE, index + 1, mean, sigma)]);
}
const rules = (examples: Example[], options?: Parameters<typeof exampleSession>[1]) =>
  findingsOf(exampleSession(examples, options).session);

describe('a healthy program', () => {
  test('has no findings once the initial values have faded', () => {
    const examples: Example[] = [
      ...alike(
        50,
        (c) => c - 3,
        (c) => 1 + c,
      ),
      [
        'eval',
        normalBatch(
          SHAPE,
          99,
          (c) => c - 3,
          (c) => 1 + c,
        ),
      ],
    ];
    expect(rules(examples)).toEqual([]);
  });

  test('has no findings for small batches, whose means scatter', () => {
    const examples = Array.from({ length: 60 }, (_, i): Example => ['train', normalBatch([8, 256], i + 1)]);
    expect(rules(examples)).toEqual([]);
  });

  test('has no findings with given running values that fit', () => {
    const state = { runningMean: new Float64Array(6).fill(5), runningVar: new Float64Array(6).fill(4) };
    const examples: Example[] = [
      ...alike(
        3,
        () => 5,
        () => 2,
      ),
      [
        'eval',
        normalBatch(
          SHAPE,
          9,
          () => 5,
          () => 2,
        ),
      ],
    ];
    expect(rules(examples, { state })).toEqual([]);
  });

  test('has no findings with the cumulative average after two passes', () => {
    expect(
      rules(
        alike(2, () => 40),
        { changes: { momentum: null } },
      ),
    ).toEqual([]);
  });
});
