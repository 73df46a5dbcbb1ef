import { describe, expect, test } from 'vitest';
import { exampleSession, normalNumbers, tensor, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const stale = told('stale-statistics', 'train-eval-gap');
const CHANNELS = 8;
// Not the convention's own start, which is nobody's.
const state = { runningMean: new Float64Array(CHANNELS), runningVar: new Float64Array(CHANNELS).fill(1.02) };

/** Eval batches of 16 samples with tails: of each a variance is uncertain, of all channels and passes together it is not. */
const passes = (count: number, sigma: (channel: number) => number): Example[] =>
  Array.from({ length: count }, (_, pass) => {
    const normal = normalNumbers(pass + 1);
    const values = (index: number): number => {
      const z = normal();
      return sigma(Math.floor(index / 4) % CHANNELS) * (z + 0.03 * z ** 3) * 0.92;
    };
    return ['eval', tensor([16, CHANNELS, 4], values)] as const;
  });

describe('running values of other weights', () => {
  test('all channels narrower, or wider, is one finding from the first pass on', () => {
    for (const factor of [0.4, 2.5]) {
      const [finding, ...others] = stale(
        exampleSession(
          passes(4, () => factor),
          { state },
        ).session,
      );
      expect(others).toEqual([]);
      expect(finding).toMatchObject({ rule: 'stale-statistics', severity: 'warning', pass: 0, lastPass: 3 });
      expect(finding.message).toMatch(/^The running values fit 8 of 8 channels no more from the first batch on/);
    }
  });

  test('not of channels to either side, which is chance or another cause, nor where they fit', () => {
    const rule = told('stale-statistics');
    const mixed = passes(2, (channel) => (channel % 2 === 0 ? 1.35 : 0.72));
    expect(rule(exampleSession(mixed, { state }).session)).toEqual([]);
    expect(
      stale(
        exampleSession(
          passes(16, () => 1),
          { state },
        ).session,
      ),
    ).toEqual([]);
  });
});
