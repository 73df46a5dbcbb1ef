import { describe, expect, test } from 'vitest';
import { exampleSession, normalBatch, tensor, withValues, type Example } from '../../views/exampleSession.js';
import { AT, clean, nonFiniteInput, nonFiniteState, SHAPE } from '../nonFiniteExamples.js';

describe('non-finite input', () => {
  test('one NaN is located, and its consequence is said: still NaN after 200 clean batches', () => {
    const bad: Example = ['train', withValues(normalBatch(SHAPE, 50), { [AT]: NaN })];
    const { session } = exampleSession([...clean(2), bad, ...clean(200)]);
    expect(nonFiniteInput(session)).toMatchObject([
      {
        rule: 'non-finite-input',
        severity: 'error',
        pass: 2,
        lastPass: 2,
        channel: 1,
        message: '1 NaN at [2, 1, 1, 0]: running mean and variance are NaN from here on.',
        weight: Infinity,
      },
    ]);
    expect(session.passes.at(-1)?.after.runningMean?.[1]).toBeNaN();
    expect(nonFiniteState(session)).toEqual([]);
  });

  test('what it does to the state follows from it', () => {
    const bad: Example = ['train', withValues(normalBatch(SHAPE, 50), { [AT]: NaN })];
    const [finding] = nonFiniteInput(exampleSession([...clean(2), bad, ...clean(1)]).session);
    expect(finding.follows).toEqual([{ rule: 'non-finite-state', pass: 2, channels: Uint32Array.of(1) }]);
  });

  test('in eval it explains no overflow of a later batch', () => {
    const bad: Example = ['eval', withValues(normalBatch(SHAPE, 50), { [AT]: NaN })];
    const huge = { ...normalBatch(SHAPE, 7), dtype: 'float64' as const };
    const values = Float64Array.from(huge.values);
    values[AT] = 1e200;
    const { session } = exampleSession([...clean(1), bad, ['train', { ...huge, values }]]);
    expect(nonFiniteInput(session)).toMatchObject([{ pass: 1, channel: 1 }]);
    expect(nonFiniteInput(session)[0].follows).toBeUndefined();
    expect(nonFiniteState(session)).toMatchObject([{ pass: 2, channel: 1 }]);
  });

  test('one infinity makes the mean infinite and the variance NaN', () => {
    const { session } = exampleSession([['train', withValues(normalBatch(SHAPE, 1), { [AT]: -Infinity })]]);
    expect(nonFiniteInput(session)).toMatchObject([
      {
        label: '−∞',
        message: '1 −∞ at [2, 1, 1, 0]: running mean is −∞ and running variance is NaN from here on.',
      },
    ]);
  });

  test('NaN and infinity together are counted as such', () => {
    const batch = withValues(normalBatch(SHAPE, 1), { [AT]: Infinity, [AT + 1]: NaN });
    const [finding] = nonFiniteInput(exampleSession([['train', batch]]).session);
    expect(finding.message).toMatch(/^2 values that are NaN or infinite, first at \[2, 1, 1, 0\]: /);
  });

  test('in eval the running values are not touched', () => {
    const { session } = exampleSession([...clean(1), ['eval', withValues(normalBatch(SHAPE, 9), { [AT]: NaN })]]);
    expect(nonFiniteInput(session)).toMatchObject([
      { pass: 1, message: '1 NaN at [2, 1, 1, 0]: y is not finite there; the running values are as before.' },
    ]);
  });

  test('without running values the damage is that of the pass', () => {
    const bad: Example = ['train', withValues(normalBatch(SHAPE, 50), { [AT]: NaN })];
    const { session } = exampleSession([bad], { layer: { trackRunningStats: false } });
    expect(nonFiniteInput(session)[0].message).toMatch(/every x̂ and y of the channel is NaN in this pass\.$/);
  });

  test('a file that is run again is told once, with its range', () => {
    const bad: Example = ['train', withValues(normalBatch(SHAPE, 50), { [AT]: NaN })];
    const findings = nonFiniteInput(exampleSession([bad, ...clean(1), bad, bad]).session);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ pass: 0, lastPass: 3 });
    expect(findings[0].message).toMatch(/from here on\. 2 later passes hold more\.$/);
  });

  test('many channels are one finding', () => {
    const { session } = exampleSession([['train', tensor([4, 64], () => NaN)]]);
    const findings = nonFiniteInput(session);
    expect(findings).toHaveLength(1);
    expect(findings[0].channel).toBeUndefined();
    expect(findings[0].channels).toHaveLength(64);
    expect(findings[0].message).toMatch(/^64 of 64 channels, channel 0 first: 4 NaN, first at \[0, 0\]: /);
  });
});
