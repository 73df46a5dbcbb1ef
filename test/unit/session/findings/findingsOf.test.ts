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

  test('has no findings but that batches are small, where their means scatter', () => {
    const examples = Array.from({ length: 60 }, (_, i): Example => ['train', normalBatch([8, 256], i + 1)]);
    expect(rules(examples)).toMatchObject([{ rule: 'small-batch', pass: 0, lastPass: 59 }]);
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
        alike(2, () => 4),
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
    const [, notConverged] = findings;
    expect(notConverged.message).toMatch(/^65,536 of 65,536 channels, channel \d+ most: /);
  });

  test('of the pictures’ example are the pictures’, channels that the start still moves, and a note on digits', () => {
    const means = [0.12, 0.19, 0.31, 0.22, 0.22, 0.23, 0.22, 0.3, 1.05, 1.9, 2.38, 2.9, 3.01];
    const shape = [48, 48, 5, 5];
    const examples = means.map((mean, index): Example => {
      const others = (c: number): number => ({ 5: -0.42, 29: 12_003, 37: mean })[c] ?? 0.8 * Math.sin(3 * c);
      const sigma = (c: number): number => (c === 5 ? 0 : 0.6 + 0.9 * Math.abs(Math.cos(7 * c)));
      const batch = normalBatch(shape, index + 1, others, sigma);
      const spoiled = index === 6 ? { [((41 * 48 + 22) * 5 + 3) * 5 + 2]: NaN } : {};
      return [index === 12 ? 'eval' : 'train', withValues(batch, spoiled)];
    });
    const state = { beta: new Float64Array(48).fill(0.18) };
    const told = findingsOf(exampleSession(examples, { state }).session);
    expect(told.map(({ channel, label, pass, lastPass }) => [channel, label, pass + 1, lastPass + 1])).toEqual([
      [22, 'NaN', 7, 7],
      [29, 'not settled', 13, 13],
      [37, 'gap', 10, 13],
      [37, 'not settled', 13, 13],
      [11, 'not settled', 13, 13],
      [33, 'not settled', 13, 13],
      [5, 'constant', 1, 13],
      [29, 'cancellation', 1, 12],
    ]);
    expect(told.map(({ message }) => message)).toEqual([
      '1 NaN at [41, 22, 3, 2]: running mean and variance are NaN from here on.',
      'Running mean 8,613, batch mean 12,003: 28 % of the initial 0 is left.',
      expect.stringMatching(/^Batch mean 3.0\d, running mean 0\.8\d: eval x̂ is centred at \+2\.\d\d, train x̂ at 0\.$/),
      expect.stringMatching(/^Running mean 0\.8\d, batch mean 3\.0\d: 28 % of the initial 0 is left\.$/),
      expect.stringMatching(/: 28 % of the initial 0 is left\.$/),
      expect.stringMatching(/: 28 % of the initial 0 is left\.$/),
      expect.stringMatching(/^Every value is −0\.42: variance 0, y = β = 0\.18; eval x̂ is −0\.\d\d throughout/),
      expect.stringMatching(/^Mean 12,003 beside σ \S+: E\[x²\] − E\[x\]² in float32 loses 8\.\d of 7\.2 digits/),
    ]);
  });
});
