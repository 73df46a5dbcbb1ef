import { expect, test } from 'vitest';
import { swapEvidence, swapText } from '../../../../src/session/layers/swapped.js';

test('a variance with negative values beside a mean without any looks swapped', () => {
  const evidence = swapEvidence([0.9, 1.2, 0.4], Float32Array.of(0.3, -0.25, -2));
  expect(evidence).toEqual({ negative: 2, channel: 1, value: -0.25, channels: 3 });
  expect(evidence && swapText(evidence)).toBe(
    'the variance is negative in 2 of 3 channels (−0.25 in channel 1), the mean nowhere',
  );
});

test.each([
  ['both are positive, as after a ReLU', [0.5, 1], [1, 2]],
  ['the mean is negative, too', [0.5, -1], [-1, 2]],
  ['only the mean is negative', [-0.5, -1], [1, 2]],
  ['the mean holds NaN', [NaN, 1], [-1, 2]],
  ['there is nothing', [], []],
])('nothing is said where %s', (_, mean, variance) => {
  expect(swapEvidence(mean, variance)).toBeNull();
});
