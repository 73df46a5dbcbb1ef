import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../../../../src/session/index.js';
import { exampleFiles, MemoryFiles, npyOf, openSession } from '../../memoryFiles.js';
import { normalBatch } from '../../views/exampleSession.js';

async function found(step: object) {
  const files = exampleFiles();
  files.write('zeros.npy', npyOf([8, 3, 4], new Float32Array(96)));
  files.write('other.npy', npyOf([8, 3], new Float32Array(24)));
  const owner = await openSession({ steps: [{ train: 'batch_0.npy', ...step }] }, files);
  await owner.runAll();
  return findingsOf(owner.session).filter(({ rule }) => rule === 'expected-differs');
}

test('an output that is not the expected one is a finding, with its errors and the worst element', async () => {
  const [finding] = await found({ expect: 'zeros.npy' });
  expect(finding).toMatchObject({ severity: 'warning', pass: 0, known: 0 });
  expect(finding.message).toMatch(
    /^The output of pass 1, train, is not what was expected: 96 of 96 values are off, by up to [\d.]+, by [\d.]+ on average; the worst is −?[\d.]+ and not 0\.$/,
  );
});

test('running values are one, too', async () => {
  const [finding] = await found({ stateAfter: { numBatchesTracked: 3 } });
  expect(finding.message).toBe(
    'The running values of pass 1, train, are not what was expected: 1 of 1 value is off, by up to 2.00, by 2.00 on average; the worst is 1.00 and not 3.00.',
  );
});

test('what holds, or cannot be compared, is none', async () => {
  expect(await found({ stateAfter: { numBatchesTracked: 1 } })).toEqual([]);
  expect(await found({ expect: 'other.npy' })).toEqual([]);
});

describe('what would fit is named', () => {
  const SHAPE = [8, 3, 4];
  const state = { gamma: [1, 0.5, -2], beta: [0, 1, 3], runningMean: [0.1, 0.2, 0], runningVar: [0.01, 0.03, 0.2] };
  const x = Float32Array.from(
    normalBatch(
      SHAPE,
      7,
      () => 0.1,
      () => 0.3,
    ).values,
  );
  const channelAt = (index: number) => Math.floor(index / 4) % 3;
  const groups = [0, 1, 2].map((channel) => x.filter((_, index) => channelAt(index) === channel));
  const meanOf = (values: Float32Array) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const varianceOf = (values: Float32Array) => meanOf(values.map((one) => (one - meanOf(values)) ** 2));
  /** By the textbook. */
  const evaluated = (index: number, eps: number) => {
    const c = channelAt(index);
    return ((x[index] - state.runningMean[c]) / Math.sqrt(state.runningVar[c] + eps)) * state.gamma[c] + state.beta[c];
  };
  const trained = (index: number, eps: number, divisor = 32) => {
    const c = channelAt(index);
    const sigma = Math.sqrt((varianceOf(groups[c]) * 32) / divisor + eps);
    return ((x[index] - meanOf(groups[c])) / sigma) * state.gamma[c] + state.beta[c];
  };

  async function message(mode: 'train' | 'eval', wanted: (index: number) => number) {
    const files = new MemoryFiles({
      'x.npy': npyOf(SHAPE, Float32Array.from(x)),
      'y.npy': npyOf(
        SHAPE,
        Float32Array.from(x, (_, index) => wanted(index)),
      ),
    });
    const expected = { expect: 'y.npy', rtol: 1e-4, atol: 1e-5 };
    const step = mode === 'train' ? { train: 'x.npy', ...expected } : { eval: 'x.npy', ...expected };
    const owner = await openSession({ convention: 'pytorch', state, steps: [step] }, files);
    await owner.runAll();
    return findingsOf(owner.session).find(({ rule }) => rule === 'expected-differs')?.message;
  }

  test('another eps, in eval and in training', async () => {
    const words = /; eps 0\.001 in the place of 1e-5 explains it\.$/;
    expect(await message('eval', (index) => evaluated(index, 1e-3))).toMatch(words);
    expect(await message('train', (index) => trained(index, 1e-3))).toMatch(words);
  });

  test('a variance over N − 1', async () => {
    expect(await message('train', (index) => trained(index, 1e-5, 31))).toMatch(
      /; a variance over N − 1 in the place of N explains it\.$/,
    );
  });

  test('a constant, and a factor, of a channel', async () => {
    const only = (channel: number, index: number) => (channelAt(index) === channel ? 1 : 0);
    expect(await message('eval', (index) => evaluated(index, 1e-5) + 0.2 * only(1, index))).toMatch(
      /; a constant in 1 of 3 channels, 0\.20 in channel 1, explains it \(a bias that was folded or forgotten\)\.$/,
    );
    expect(await message('eval', (index) => evaluated(index, 1e-5) * (1 + 0.07 * only(2, index)))).toMatch(
      /; a factor in 1 of 3 channels, 1\.07 in channel 2, explains it \(y = a · ŷ \+ b: /,
    );
  });

  test('of running values a variance over N, and another momentum', async () => {
    const files = new MemoryFiles({ 'x.npy': npyOf(SHAPE, Float32Array.from(x)) });
    const told = async (momentum: number, divisor: number) => {
      const moved = (old: number, batch: number) => old + momentum * (batch - old);
      const stateAfter = {
        runningMean: state.runningMean.map((old, c) => moved(old, meanOf(groups[c]))),
        runningVar: state.runningVar.map((old, c) => moved(old, (varianceOf(groups[c]) * 32) / divisor)),
      };
      const steps = [{ train: 'x.npy', stateAfter, rtol: 1e-6, atol: 1e-7 }];
      const owner = await openSession({ convention: 'pytorch', state, steps }, files);
      await owner.runAll();
      return findingsOf(owner.session).map(({ rule, message }) => `${rule}: ${message}`);
    };
    expect(await told(0.1, 31)).toEqual([]);
    expect(await told(0.1, 32)).toMatchObject([
      expect.stringMatching(/^expected.*; a running variance over N explains it/),
    ]);
    for (const momentum of [0.25, 0.01]) {
      const [first] = await told(momentum, 31);
      expect(first).toMatch(/^update-count: 1 of 1 train pass moved the recorded running values otherwise/);
      expect(first).toContain(` of the way to the batch, as one of momentum ${momentum} does.`);
    }
    // No momentum goes beyond the batch, or away from it.
    for (const momentum of [1.2, -0.05]) {
      const [first] = await told(momentum, 31);
      expect(first).toMatch(/^update-count: /);
      expect(first).not.toContain('as one of momentum');
    }
  });

  test('nothing where nothing so simple does', async () => {
    const wrong = await message('eval', (index) => evaluated(index, 1e-5) + 0.3 * Math.sin(index));
    expect(wrong).toMatch(/on average; the worst is \S+ and not \S+\.$/);
  });
});
