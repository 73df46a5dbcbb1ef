import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../../../src/session/findings/findingsOf.js';
import { exampleSession, normalBatch, withValues, type Example } from '../views/exampleSession.js';

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

describe('findings', () => {
  const broken = withValues(
    normalBatch(SHAPE, 3, (c) => (c === 4 ? 9 : 0)),
    { 0: NaN },
  );
  const { session } = exampleSession([
    ['train', broken],
    ['train', normalBatch([1, 6], 1)],
    ['eval', broken],
  ]);

  test('come errors first, then by weight', () => {
    expect(findingsOf(session).map(({ severity, rule, channel }) => [severity, rule, channel])).toEqual([
      ['error', 'non-finite-input', 0],
      ['error', 'one-value-per-channel', undefined],
      ['warning', 'not-converged', 4],
      ['info', 'not-converged', undefined],
    ]);
  });

  test('are the same when only the cursor moves, and other ones for other rules', () => {
    const found = findingsOf(session);
    expect(findingsOf({ ...session, cursor: { pass: 1, stage: null } })).toBe(found);
    expect(findingsOf({ ...session, layer: { ...session.layer } })).not.toBe(found);
  });

  test('never show a hyphen for a minus, nor an unformatted number', () => {
    for (const { message } of findingsOf(session)) expect(message).not.toMatch(/-\d|\d{4}|\.\d{4}|undefined|null/);
  });

  test('of 65,536 channels that are all off are few', () => {
    const wide = (seed: number): Example => ['train', normalBatch([4, 65_536], seed, () => 100 * seed)];
    const findings = findingsOf(exampleSession([wide(1), wide(2), wide(3), ['eval', wide(9)[1]]]).session);
    expect(findings.length).toBeLessThan(5);
    expect(findings[0].message).toMatch(/^65,536 of 65,536 channels, channel \d+ most: /);
  });
});
