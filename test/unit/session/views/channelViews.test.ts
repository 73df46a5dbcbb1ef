import { describe, expect, test } from 'vitest';
import { viewOf } from '../../../../src/session/views/viewOf.js';
import { exampleSession, normalBatch, tensor, withValues, type Example } from './exampleSession.js';

/** x = [1, 2, 4, 5] in channel 0: batchnorm.md's table of what each convention makes of it. */
const SMALL: Example = ['train', tensor([4, 2], [1, 10, 2, 20, 4, 40, 5, 50])];

describe('table', () => {
  test('has each channel’s own numbers and the running ones after the pass', async () => {
    const { session, access } = exampleSession([SMALL]);
    const table = await viewOf(session, 'table', { pass: 0 }, access);
    expect(table.channels).toBe(2);
    expect([...table.mean]).toEqual([3, 30]);
    expect([...table.var]).toEqual([2.5, 250]);
    expect([...table.min, ...table.max]).toEqual([1, 10, 5, 50]);
    expect(table.runningMean[0]).toBeCloseTo(0.3, 12);
    expect(table.runningVar[0]).toBeCloseTo(1.2333333, 6);
    expect(table.gap[0]).toBeCloseTo((3 - 0.3) / Math.sqrt(1.2333333 + 1e-5), 5);
    expect([...table.gamma, ...table.beta]).toEqual([1, 1, 0, 0]);
  });

  test('before the first pass shows the coming batch as it is, against the initial state', async () => {
    const { session, access } = exampleSession([SMALL], { run: 0 });
    const table = await viewOf(session, 'table', { pass: null }, access);
    expect([...table.mean]).toEqual([3, 30]);
    expect([...table.runningMean, ...table.runningVar]).toEqual([0, 0, 1, 1]);
    expect(table.gap[0]).toBeCloseTo(3, 4);
  });

  test('marks the channels that a finding is about, of any pass', async () => {
    const bad = withValues(normalBatch([8, 4, 2, 2], 1), { 5: NaN });
    const { session, access } = exampleSession([
      ['train', normalBatch([8, 4, 2, 2], 2)],
      ['train', bad],
    ]);
    expect([...(await viewOf(session, 'table', { pass: 1 }, access)).severity]).toEqual([0, 3, 0, 0]);
    expect([...(await viewOf(session, 'table', { pass: 0 }, access)).severity]).toEqual([0, 3, 0, 0]);
  });

  test('without running values has no gap, since eval then uses the batch’s own', async () => {
    const { session, access } = exampleSession([SMALL], { layer: { trackRunningStats: false, affine: false } });
    const table = await viewOf(session, 'table', { pass: 0 }, access);
    expect([...table.runningMean]).toEqual([NaN, NaN]);
    expect([...table.gap]).toEqual([0, 0]);
    expect([...table.gamma, ...table.beta]).toEqual([1, 1, 0, 0]);
  });

  test('of a refused batch with other channels shows that batch, and nothing that does not belong to it', async () => {
    const other: Example = ['train', tensor([4, 3], (index) => index)];
    const { session, access } = exampleSession([SMALL, other]);
    expect(session.passes[1].kind).toBe('refused');
    const table = await viewOf(session, 'table', { pass: 1 }, access);
    expect([...table.mean]).toEqual([4.5, 5.5, 6.5]);
    for (const numbers of [table.runningMean, table.runningVar, table.gap, table.gamma]) {
      expect([...numbers]).toEqual([NaN, NaN, NaN]);
    }
  });

  test('of a pass that is not in the program is refused', async () => {
    const { session, access } = exampleSession([SMALL]);
    await expect(viewOf(session, 'table', { pass: 7 }, access)).rejects.toThrow('pass 8: the program has 1 pass');
  });
});

describe('history', () => {
  test('has the initial state first, and all batches together without those of eval', async () => {
    const more: Example = ['train', tensor([4, 2], [3, 0, 4, 0, 6, 0, 7, 0])];
    const { session, access } = exampleSession([SMALL, more, ['eval', tensor([4, 2], () => 1000)]]);
    const [history] = await viewOf(session, 'history', { channels: [0] }, access);
    expect([...history.runningMean].map((value) => Number(value.toFixed(6)))).toEqual([0, 0.3, 0.77, 0.77]);
    expect([...history.batchMean]).toEqual([3, 5, 1000]);
    expect([...history.allBatches]).toEqual([4, 3.5]);
    expect([...history.initialWeight]).toEqual(
      [1, 0.9, 0.81, 0.81].map((value) => expect.closeTo(value, 12) as number),
    );
  });
});

describe('numbers', () => {
  test('locates the first value that is not finite, and shows it', async () => {
    const bad = withValues(normalBatch([4, 3, 2, 2], 1), { 30: -Infinity, 31: NaN });
    const { session, access } = exampleSession([['train', bad]]);
    const numbers = await viewOf(session, 'numbers', { pass: 0, channel: 1 }, access);
    expect(numbers.nonFinite).toBe(2);
    expect(numbers.count).toBe(16);
    expect(numbers.firstNonFinite?.index).toEqual([2, 1, 1, 0]);
    expect([...(numbers.firstNonFinite?.value ?? [])]).toEqual([-Infinity]);
  });

  test('compares batch, running and all batches; for the variance the gap is a ratio', async () => {
    const { session, access } = exampleSession([SMALL]);
    const numbers = await viewOf(session, 'numbers', { pass: 0, channel: 0 }, access);
    expect([...numbers.mean]).toEqual(
      [3, 0.3, 3, 2.7 / Math.sqrt(1.2333333333 + 1e-5)].map((v) => expect.closeTo(v, 6) as number),
    );
    expect([...numbers.variance]).toEqual(
      [2.5, 1.2333333, 2.5, 2.5 / 1.2333333].map((v) => expect.closeTo(v, 6) as number),
    );
    expect([...numbers.extremes]).toEqual([1, 5, 1, 0]);
    expect(numbers.firstNonFinite).toBeNull();
  });

  test('of a channel that the batch does not have is refused', async () => {
    const { session, access } = exampleSession([SMALL]);
    await expect(viewOf(session, 'numbers', { pass: 0, channel: 2 }, access)).rejects.toThrow(
      'channel 2: batch_0.npy has channels 0 to 1',
    );
  });
});
