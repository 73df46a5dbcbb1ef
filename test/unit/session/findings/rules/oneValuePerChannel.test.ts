import { expect, test } from 'vitest';
import { initialWeights } from '../../../../../src/session/views/folds/initialWeights.js';
import { exampleSession, normalBatch, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const oneValuePerChannel = told('one-value-per-channel');

const FULL: Example = ['train', normalBatch([8, 4], 1)];
const ONE: Example = ['train', normalBatch([1, 4], 2)];

test('a last batch of one is refused under PyTorch', () => {
  expect(oneValuePerChannel(exampleSession([FULL, ONE, FULL, ONE]).session)).toMatchObject([
    {
      rule: 'one-value-per-channel',
      severity: 'error',
      pass: 1,
      lastPass: 3,
      message:
        '[1, 4] has 1 value per channel: PyTorch refuses to train on it, and the running values stay as they were; but numBatchesTracked has counted it. 1 later pass has one, too.',
    },
  ]);
});

test('a batch of one that is refused takes weight from those after it in a cumulative average', async () => {
  const { session } = exampleSession([ONE, FULL], { changes: { momentum: null } });
  expect(oneValuePerChannel(session)[0].message).toMatch(
    /; but numBatchesTracked has counted it, so that the batches after it weigh less\.$/,
  );
  expect([...(await initialWeights(session))]).toEqual([1, 1, 0.5]);
});

test('a batch of one that is refused and not counted leaves all as it was', () => {
  const { session } = exampleSession([ONE], { convention: 'textbook', changes: { oneValue: 'refuse' } });
  expect(oneValuePerChannel(session)[0].message).toMatch(/the running values stay as they were\.$/);
});

test('makemore goes NaN for good', () => {
  const [finding] = oneValuePerChannel(exampleSession([ONE], { convention: 'makemore' }).session);
  expect(finding).toMatchObject({ severity: 'error', pass: 0 });
  expect(finding.message).toMatch(/the running variance is NaN from here on\.$/);
  expect(finding.follows).toEqual([{ rule: 'non-finite-state', pass: 0, channels: Uint32Array.of(0, 1, 2, 3) }]);
});

test('labml outputs β', () => {
  const [finding] = oneValuePerChannel(exampleSession([ONE], { convention: 'labml' }).session);
  expect(finding).toMatchObject({ severity: 'error' });
  expect(finding.message).toMatch(/x̂ is 0 and y = β, whatever the value is, and the running variance averages a 0\.$/);
});

test('eval of one sample, and training on one sample with many pixels, are fine', () => {
  expect(oneValuePerChannel(exampleSession([FULL, ['eval', ONE[1]]]).session)).toEqual([]);
  expect(oneValuePerChannel(exampleSession([['train', normalBatch([1, 4, 3, 3], 3)]]).session)).toEqual([]);
});
