import { describe, expect, test } from 'vitest';
import type { LayerState } from '../../../../../src/engine/index.js';
import { exampleSession, normalBatch, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const misread = told('misread-state');
const CHANNELS = 8;
const of = (value: (channel: number) => number) => Float64Array.from({ length: CHANNELS }, (_, c) => value(c));
const mean = of((c) => Math.sin(2 * c) - 0.3);
const variance = of((c) => 0.3 + 2 * Math.abs(Math.cos(3 * c)));
const gamma = of((c) => 1 + 0.2 * Math.sin(5 * c));
const beta = of((c) => 0.3 * Math.cos(7 * c));
const eval1: Example = [
  'eval',
  normalBatch(
    [64, CHANNELS, 2, 2],
    1,
    (c) => mean[c],
    (c) => Math.sqrt(variance[c]),
  ),
];
const found = (state: Partial<LayerState>) =>
  misread(
    exampleSession([eval1], { state: { gamma, beta, runningMean: mean, runningVar: variance, ...state } }).session,
  );

describe('a state whose arrays are not what their names say', () => {
  const roll = (values: Float64Array, by: number) => of((c) => values[(c + by + CHANNELS) % CHANNELS]);
  test.each([
    ['a σ for the variance', { runningVar: variance.map(Math.sqrt) }, 'the variance read as σ'],
    ['a 1/σ for the variance', { runningVar: variance.map((v) => 1 / Math.sqrt(v)) }, 'the variance read as 1/σ'],
    [
      'γ loaded as mean, β as variance',
      { gamma: mean, beta: variance, runningMean: gamma, runningVar: beta },
      'mean, variance, γ, β read as γ, β, mean, variance',
    ],
    ['variance before β', { beta: variance, runningVar: beta }, 'γ, variance, mean, β read as γ, β, mean, variance'],
    [
      'one channel too early',
      { runningMean: roll(mean, 1), runningVar: roll(variance, 1) },
      'all shifted by one channel up',
    ],
    [
      'one channel late',
      { runningMean: roll(mean, -1), runningVar: roll(variance, -1) },
      'all shifted by one channel down',
    ],
  ] as const)('%s is told by the reading that fits', (_what, state, name) => {
    const [finding, ...others] = found(state);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'misread-state', severity: 'error', pass: -1, lastPass: 0, known: 0 });
    expect(finding.message).toContain(`fit the first batch with ${name}: 0.`);
    expect(finding.message).toMatch(/as they stand (\+∞|\d+\.\d\d) \(/);
  });

  test('each reading is told with its fit', () => {
    const [{ message }] = found({ runningVar: variance.map(Math.sqrt) });
    const [, infinite] = / with (\d) others\)/.exec(message) ?? [];
    // σ, 1/σ, two shifts and ten orders: the one that fits, those with a distance, and the others.
    expect((message.match(/ with /g)?.length ?? 0) - 1 + Number(infinite)).toBe(14);
    expect(message).toMatch(/\(0\.\d\d with \S.*; \d+\.\d\d with 1\/σ.*; \+∞ with \d others?\)\.$/);
    expect(message).toContain('with all shifted by one channel up');
    expect(message).toContain('with γ, mean, β, variance; ');
  });

  test('a mean that is half right is laid against the batch by itself: the variances say nothing of it', () => {
    // In half of the channels β is near the mean; the variance is right, and scatters as that of one batch.
    const near = of((c) => mean[c] + (c % 2 === 0 ? 0.05 : 0.6) * Math.sqrt(variance[c]));
    const noisy = variance.map((value, c) => value * (c % 3 === 0 ? 1.3 : 0.85));
    const [finding, ...others] = found({ gamma: mean, beta: gamma, runningMean: near, runningVar: noisy });
    expect(others).toEqual([]);
    expect(finding.message).toContain('γ, variance read as γ, β, mean, variance: 0.');
    expect(found({ runningMean: near, runningVar: noisy })).toEqual([]);
  });

  test('is not suspected where they fit, at the usual start, nor where nothing fits', () => {
    expect(found({})).toEqual([]);
    expect(found({ runningMean: of(() => 0), runningVar: of(() => 1) })).toEqual([]);
    expect(found({ runningMean: mean.map((value) => 3 * value + 1) })).toEqual([]);
  });

  test('a σ beside variances of about 1 is too near the variance to tell', () => {
    const near = variance.map((_, c) => 1 + 0.1 * Math.sin(c));
    const batch = normalBatch([64, CHANNELS, 2, 2], 1, (c) => mean[c]);
    const state = { runningMean: mean, runningVar: near.map(Math.sqrt) };
    expect(misread(exampleSession([['eval', batch]], { state }).session)).toEqual([]);
  });

  test('running values of batches that scatter are none', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const small: Example = [
        'eval',
        normalBatch(
          [16, CHANNELS],
          seed,
          (c) => mean[c],
          (c) => Math.sqrt(variance[c]),
        ),
      ];
      const state = { gamma, beta, runningMean: mean, runningVar: variance };
      expect(misread(exampleSession([small], { state }).session)).toEqual([]);
    }
  });
});
