import { expect, test } from 'vitest';
import { conventionNamed } from '../../../../../src/engine/index.js';
import type { RuledLayer } from '../../../../../src/session/model/rules/modelRule.js';
import { ranksDisagree } from '../../../../../src/session/model/rules/ranksDisagree.js';

const CHANNELS = 4;
const of = (value: number, inLast = value): Float64Array => Float64Array.of(value, value, value, inLast);

function rank(index: number, mean: Float64Array, variance = of(1)): RuledLayer {
  return {
    name: `rank${index}/bn`,
    layer: { convention: conventionNamed('pytorch'), channelAxis: 1, affine: true, trackRunningStats: true },
    channels: CHANNELS,
    passes: 50,
    facts: {
      isAffineConstant: null,
      first: null,
      last: { mean, variance },
      firstMoved: 0,
      moves: 50,
      trainPasses: 50,
      meanScatter: of(0.02),
      logVarianceScatter: of(0.02),
      lastTracked: 50,
      state: null,
    },
  };
}

test('any two ranks that part are told, not only those that part from the first', () => {
  // Rank 0 lies in the middle: .2 σ from either, which is nothing.
  const [told, ...others] = ranksDisagree([rank(0, of(0)), rank(1, of(0, 0.2)), rank(2, of(0, -0.2))]);
  expect(others).toEqual([]);
  expect(told.layer).toBe(2);
  expect(told.finding).toMatchObject({ rule: 'ranks-disagree', severity: 'warning', channels: Uint32Array.of(3) });
  expect(told.finding.message).toContain('rank1/bn and rank2/bn ended with other running values, 0.40 σ apart');
});

test('variances that part are told as well, and the two ranks that part most', () => {
  const layers = [rank(0, of(0)), rank(1, of(0), of(1, 0.7)), rank(2, of(0), of(1, 4)), rank(3, of(0), of(2, 2))];
  const [{ layer, finding }] = ranksDisagree(layers);
  expect(layer).toBe(2);
  expect(finding.message).toContain('rank1/bn and rank2/bn');
  expect(finding.message).toContain("2.39 times the other's σ in channel 3 (variances 0.70 and 4.00)");
});

test('ranks that are alike, and other layers, are not', () => {
  expect(ranksDisagree([rank(0, of(0)), rank(1, of(0, 0.1)), rank(2, of(0, -0.1))])).toEqual([]);
  expect(ranksDisagree([rank(0, of(0)), { ...rank(1, of(3)), name: 'rank1/other' }])).toEqual([]);
});
