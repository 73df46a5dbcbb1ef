import { describe, expect, test } from 'vitest';
import { exampleSession, normalBatch, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const swappedStatistics = told('swapped-statistics', 'negative-variance');

const CHANNELS = 6;
const mean = Float64Array.from({ length: CHANNELS }, (_, c) => 0.5 + c);
const variance = Float64Array.from({ length: CHANNELS }, (_, c) => 4 + c * c);
/** A batch that the running values describe. */
const batch: Example = [
  'eval',
  normalBatch(
    [64, CHANNELS, 4, 4],
    1,
    (channel) => mean[channel],
    (channel) => Math.sqrt(variance[channel]),
  ),
];
const found = (runningMean: Float64Array, runningVar: Float64Array, examples: Example[] = [batch]) =>
  swappedStatistics(exampleSession(examples, { state: { runningMean, runningVar } }).session);

describe('a start with mean and variance in each other’s place', () => {
  const negative = Float64Array.from(mean, (value, c) => (c % 2 === 0 ? -value : value));
  const negativeBatch: Example = [
    'eval',
    normalBatch(
      [64, CHANNELS, 4, 4],
      1,
      (channel) => negative[channel],
      (channel) => Math.sqrt(variance[channel]),
    ),
  ];

  test('is told of the state alone by a variance far below 0 in many channels beside a mean that nowhere is', () => {
    const { session } = exampleSession([negativeBatch], {
      state: { runningMean: variance, runningVar: negative },
      run: 0,
    });
    expect(swappedStatistics(session)).toMatchObject([
      {
        rule: 'swapped-statistics',
        severity: 'error',
        pass: -1,
        lastPass: -1,
        known: -1,
        message:
          'Initial running mean and variance look swapped: the variance is negative in 3 of 6 channels (−0.50 in channel 0), the mean nowhere.',
        follows: [{ rule: 'negative-variance', pass: -1, channels: Uint32Array.of(0, 2, 4) }],
      },
    ]);
  });

  test('is told with the fit both ways once there is a batch', () => {
    const [finding, ...others] = found(variance, negative, [negativeBatch]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'error', pass: -1, lastPass: 0, known: -1 });
    expect(finding.message).toMatch(
      /the mean nowhere; exchanged, they are 0\.0\d+ from the first batch, as they stand (\+∞|\d+\.\d+)\.$/,
    );
  });

  test('is told by the first batch, which is much nearer when they are exchanged', () => {
    const [finding] = found(variance, mean);
    expect(finding).toMatchObject({ rule: 'swapped-statistics', severity: 'error', pass: -1, known: 0 });
    expect(finding.message).toMatch(
      /^Initial running mean and variance look swapped: exchanged, they are 0\.0\d+ from the first batch, as they stand \d/,
    );
  });

  test('is not told where exchanging them does not make them fit, however negative', () => {
    const far: Example = ['eval', normalBatch([64, CHANNELS, 4, 4], 1, () => 100)];
    expect(found(variance, negative, [far])).toMatchObject([
      { rule: 'negative-variance', channel: 0 },
      { rule: 'negative-variance', channel: 2 },
      { rule: 'negative-variance', channel: 4 },
    ]);
  });

  test('is not suspected where the batch fits, where it fits neither way, nor at the usual start', () => {
    expect(found(mean, variance)).toEqual([]);
    expect(
      found(
        mean.map((value) => value + 100),
        variance,
      ),
    ).toEqual([]);
    expect(found(new Float64Array(CHANNELS), new Float64Array(CHANNELS).fill(1))).toEqual([]);
    expect(found(mean, new Float64Array(CHANNELS).fill(1))).toEqual([]);
  });

  test('is another finding where the mean is negative, too', () => {
    const negative = Float64Array.from(mean, (value) => -value);
    expect(found(negative, negative)).toMatchObject([
      { rule: 'negative-variance', severity: 'error', channels: Uint32Array.of(0, 1, 2, 3, 4, 5) },
    ]);
  });
});
