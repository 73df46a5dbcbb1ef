import { expect, test } from 'vitest';
import { farSampleIn } from '../../../../src/session/batches/farSample.js';
import { findingsOf } from '../../../../src/session/index.js';
import { measuredProgram } from '../../../faults/program.js';
import { Random } from '../../../faults/random.js';
import { batch, fitting, setting, times } from '../../../faults/faulty/fault.js';

test('a sample that makes most of the variance is told, with its mean and that of the others', () => {
  expect(farSampleIn(Float64Array.of(1, 2, 1, 2, 100, 104, 1, 2), 4)).toEqual({ sample: 2, mean: 102, others: 1.5 });
  expect(farSampleIn(Float64Array.of(1, 2, 2, 1, 1, 2, 2, 1), 4)).toBeNull();
});

test('an outlier batch names the sample that carries it', async () => {
  const random = new Random(1);
  const now = { ...setting(random, { samples: 32, positions: 4 }), ofSample: 0 };
  const batches = times(30, () => batch(random, now, 'train'));
  const { values, shape } = batches[26];
  const perSample = values.length / shape[0];
  for (let i = 0; i < now.positions; i++) values[5 * perSample + 2 * now.positions + i] += 2000 * now.sigma[2];
  const session = await measuredProgram({ batches, state: fitting(now) });
  const [first] = findingsOf(session);
  expect(first).toMatchObject({ rule: 'outlier-batch', pass: 26, channel: 2 });
  expect(first.message).toContain('sample 5 carries it');
  expect(first.remedy).toContain('sample 5 of batch_26.npy');
});
