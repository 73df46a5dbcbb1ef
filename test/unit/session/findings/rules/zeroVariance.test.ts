import { expect, test } from 'vitest';
import { exampleSession, normalBatch, tensor, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const zeroVariance = told('zero-variance');

const CONSTANT = normalBatch(
  [8, 3, 4, 4],
  1,
  () => 0,
  () => 1,
);
for (let i = 0; i < CONSTANT.values.length; i++) {
  if (Math.floor(i / 16) % 3 === 1) CONSTANT.values[i] = Math.fround(-0.42);
}

test('a constant channel gives β, in every pass it is in', () => {
  const examples: Example[] = [
    ['train', CONSTANT],
    ['train', CONSTANT],
    ['eval', CONSTANT],
  ];
  const { session } = exampleSession(examples, { state: { beta: Float64Array.of(0, 0.18, 0) } });
  expect(zeroVariance(session)).toMatchObject([
    {
      rule: 'zero-variance',
      severity: 'warning',
      pass: 0,
      lastPass: 2,
      channel: 1,
      label: 'constant',
      message: 'Every value is −0.42: variance 0, y = β = 0.18.',
    },
  ]);
});

test('without affine y is 0', () => {
  const { session } = exampleSession([['train', tensor([4, 2], () => 3000.7)]], { layer: { affine: false } });
  expect(zeroVariance(session)[0].message).toBe(
    '2 of 2 channels, channel 0 first: every value is 3,000.7: variance 0, y = 0.',
  );
});

test('eval does not divide by the variance of the batch, so a constant batch is no trouble there', () => {
  expect(zeroVariance(exampleSession([['eval', CONSTANT]]).session)).toEqual([]);
});

test('values that differ in the last bit are not constant', () => {
  const almost = tensor([4, 1], [1, 1, 1, 1 + 2 ** -23]);
  expect(zeroVariance(exampleSession([['train', almost]]).session)).toEqual([]);
});

test('one value per channel is another finding', () => {
  expect(zeroVariance(exampleSession([['train', tensor([1, 4], () => 2)]], { convention: 'labml' }).session)).toEqual(
    [],
  );
});
