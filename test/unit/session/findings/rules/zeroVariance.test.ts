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
      message: expect.stringMatching(
        /^Every value is −0\.42: variance 0, y = β = 0\.18; eval x̂ is −0\.38 throughout/,
      ) as unknown,
    },
  ]);
});

test('without affine y is 0', () => {
  const { session } = exampleSession([['train', tensor([4, 2], () => 3000.7)]], { layer: { affine: false } });
  expect(zeroVariance(session)[0].message).toBe(
    '2 of 2 channels, channel 0 first: every value is 3,000.7: variance 0, y = 0.',
  );
});

test('evaluated, it is one number, as far off as its gap', () => {
  const zeros = tensor([8, 1], () => 0);
  const state = { runningMean: Float64Array.of(4), runningVar: Float64Array.of(2) };
  const [finding] = zeroVariance(exampleSession([['eval', zeros]], { state }).session);
  expect(finding).toMatchObject({ rule: 'zero-variance', severity: 'warning', pass: 0, lastPass: 0, channel: 0 });
  expect(finding.message).toBe('Every value is 0: eval x̂ is −2.83 throughout (running mean 4.00, variance 2.00).');
  expect(finding.weight).toBeCloseTo(4 / Math.sqrt(2 + 1e-5), 10);
});

test('values that differ by rounding only are as good as constant, more is a spread', () => {
  const almost = (step: number): Example => ['train', tensor([4, 1], [1, 1, 1, 1 + step])];
  const [finding] = zeroVariance(exampleSession([almost(2 ** -23)]).session);
  expect(finding.message).toBe(
    "Every value is 1 to within float32's rounding (σ 5.2e−8): variance of nothing but rounding, y = β = 0.",
  );
  expect(zeroVariance(exampleSession([almost(2 ** -21)]).session)).toEqual([]);
});

test('one value per channel is another finding', () => {
  expect(zeroVariance(exampleSession([['train', tensor([1, 4], () => 2)]], { convention: 'labml' }).session)).toEqual(
    [],
  );
});
