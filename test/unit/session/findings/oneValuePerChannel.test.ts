import { expect, test } from 'vitest';
import { oneValuePerChannel } from '../../../../src/session/findings/oneValuePerChannel.js';
import { exampleSession, normalBatch, type Example } from '../views/exampleSession.js';

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
        '[1, 4] has 1 value per channel: PyTorch refuses to train on it, and the running values stay as they were. 1 later pass has one, too.',
    },
  ]);
});

test('makemore goes NaN for good', () => {
  const [finding] = oneValuePerChannel(exampleSession([ONE], { convention: 'makemore' }).session);
  expect(finding).toMatchObject({ severity: 'error', pass: 0 });
  expect(finding.message).toMatch(/the running variance is NaN from here on\.$/);
});

test('labml outputs β', () => {
  const [finding] = oneValuePerChannel(exampleSession([ONE], { convention: 'labml' }).session);
  expect(finding).toMatchObject({ severity: 'warning' });
  expect(finding.message).toMatch(/x̂ is 0 and y = β, whatever the value is\.$/);
});

test('eval of one sample, and training on one sample with many pixels, are fine', () => {
  expect(oneValuePerChannel(exampleSession([FULL, ['eval', ONE[1]]]).session)).toEqual([]);
  expect(oneValuePerChannel(exampleSession([['train', normalBatch([1, 4, 3, 3], 3)]]).session)).toEqual([]);
});
