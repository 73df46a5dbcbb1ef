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
  test('is told by negative values of the variance where the mean has none', () => {
    const negative = Float64Array.from(mean, (value, c) => (c % 2 === 0 ? -value : value));
    expect(found(variance, negative)).toMatchObject([
      {
        rule: 'swapped-statistics',
        severity: 'error',
        pass: -1,
        lastPass: 0,
        message:
          'Initial running mean and variance look swapped: the variance is negative in 3 of 6 channels (−0.50 in channel 0), the mean nowhere.',
        follows: [{ rule: 'negative-variance', pass: -1, channels: Uint32Array.of(0) }],
      },
    ]);
  });

  test('is told by the first batch, which is much nearer when they are exchanged', () => {
    const [finding] = found(variance, mean);
    expect(finding).toMatchObject({ rule: 'swapped-statistics', severity: 'warning' });
    expect(finding.message).toMatch(
      /^Initial running mean and variance look swapped: exchanged, they are [\d.]+ times nearer/,
    );
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
      {
        rule: 'negative-variance',
        severity: 'error',
        channel: 0,
        message:
          'The initial running variance is negative in 6 channels, first in channel 0 (−0.50): eval takes the root of it.',
      },
    ]);
  });
});
