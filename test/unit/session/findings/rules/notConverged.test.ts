import { describe, expect, test } from 'vitest';
import { exampleSession, normalBatch, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const notConverged = told('not-converged');

const SHAPE = [32, 3, 4, 4];
const OFF = (channel: number): number => (channel === 1 ? 12_003 : 0);
const train = (count: number, mean: (channel: number) => number = () => 0): Example[] =>
  Array.from({ length: count }, (_, i): Example => ['train', normalBatch(SHAPE, i + 1, mean)]);

describe('for all channels', () => {
  test('12 train passes leave 28 % of the start', () => {
    expect(notConverged(exampleSession(train(12)).session)).toMatchObject([
      {
        rule: 'not-converged',
        severity: 'info',
        pass: 0,
        lastPass: 11,
        message: '12 train passes leave 28 % of the initial 0, 1; under 1 % takes 44.',
        remedy: 'Run 32 more train passes before evaluating, or re-estimate the statistics.',
      },
    ]);
  });

  test.each([
    [0.1, 44],
    [0.05, 90],
    [0.01, 459],
    [0.001, 4603],
  ])('at momentum %d the start is negligible after %d train passes', (momentum, passes) => {
    const changes = { momentum };
    const [finding] = notConverged(exampleSession(train(1), { changes }).session);
    expect(finding.message).toContain(`under 1 % takes ${passes.toLocaleString('en')}.`);
    if (passes > 100) return;
    expect(notConverged(exampleSession(train(passes), { changes }).session)).toEqual([]);
    expect(notConverged(exampleSession(train(passes - 1), { changes }).session)).toHaveLength(1);
  });

  test('eval before any training uses nothing but the start', () => {
    const { session } = exampleSession([['eval', normalBatch(SHAPE, 1)], ...train(50)]);
    expect(notConverged(session)).toMatchObject([
      { pass: 0, lastPass: 0, message: 'No train pass has run before: eval normalizes with the initial 0, 1.' },
    ]);
  });

  test('which is a warning where it does not fit the data', () => {
    const examples: Example[] = [['eval', normalBatch(SHAPE, 1, (c) => 3 * c)], ...train(1)];
    const { session } = exampleSession(examples, { run: 1 });
    expect(notConverged(session)).toMatchObject([
      {
        severity: 'warning',
        message:
          'No train pass has run before: eval normalizes with the initial 0, 1, which 2 of 3 channels do not fit.',
      },
    ]);
  });

  test('momentum 0 never gets away from it', () => {
    const [finding] = notConverged(exampleSession(train(3), { changes: { momentum: 0 } }).session);
    expect(finding.message).toBe('3 train passes leave 100 % of the initial 0, 1; more will not change it.');
  });

  test('is silent for the cumulative average, without tracking, and for a given start', () => {
    expect(notConverged(exampleSession(train(1), { changes: { momentum: null } }).session)).toEqual([]);
    expect(notConverged(exampleSession(train(1), { layer: { trackRunningStats: false } }).session)).toEqual([]);
    const state = { runningMean: Float64Array.of(0.1, 0.1, 0.1), runningVar: Float64Array.of(1, 1, 1) };
    expect(notConverged(exampleSession(train(1), { state }).session)).toEqual([]);
  });
});

describe('for a channel', () => {
  test('that is evaluated far from its batches, the numbers are given', () => {
    const { session } = exampleSession([...train(12, OFF), ['eval', normalBatch(SHAPE, 99, OFF)]]);
    const [finding, all] = notConverged(session).toSorted((a, b) => b.weight - a.weight);
    expect(finding).toMatchObject({ severity: 'warning', pass: 12, lastPass: 12, channel: 1, label: 'not settled' });
    expect(finding.message).toBe('Running mean 8,613, batch mean 12,003: 28 % of the initial 0 is left.');
    expect(finding.remedy).toMatch(/^Run \d+ more such batches, or re-estimate the statistics\.$/);
    expect(finding.weight).toBeGreaterThan(1000);
    expect(all.severity).toBe('info');
  });

  test('whose variance is still that of the start is told, too', () => {
    const sigma = (channel: number): number => (channel === 2 ? 0.01 : 1);
    const batches = Array.from({ length: 12 }, (_, i): Example => ['train', normalBatch(SHAPE, i + 1, () => 0, sigma)]);
    const { session } = exampleSession([...batches, ['eval', normalBatch(SHAPE, 99, () => 0, sigma)]]);
    const [finding] = notConverged(session).filter(({ channel }) => channel !== undefined);
    expect(finding.channel).toBe(2);
    expect(finding.message).toMatch(/^Running variance 0\.28, batch variance \S+: 28 % of the initial 1 is left\.$/);
  });

  test('the promised number of batches does settle it', () => {
    const [finding] = notConverged(exampleSession([...train(12, OFF), ['eval', normalBatch(SHAPE, 99, OFF)]]).session);
    const more = Number(/\d+/.exec(finding.remedy)?.[0]);
    const after = exampleSession([...train(12 + more, OFF), ['eval', normalBatch(SHAPE, 99, OFF)]]);
    expect(notConverged(after.session)).toEqual([]);
  });
});
