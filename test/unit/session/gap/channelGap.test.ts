import { describe, expect, it } from 'vitest';
import { channelGap, GAP_PARTS, splitGap } from '../../../../src/session/gap/index.js';
import { exampleProgram, repeated } from './gapExamples.js';

const program = exampleProgram(
  [
    ...repeated(24, (index) => ({
      mean: 100 + 0.1 * index + (index === 18 ? 5 : 0),
      variance: 1 + 0.01 * Math.sin(index),
      count: 512,
    })),
    { mode: 'eval', mean: 102, variance: 0.6 },
    { mode: 'eval', mean: 103, variance: 0.6 },
  ],
  { convention: 'pytorch' },
);
const at = (part: (typeof GAP_PARTS)[number]): number => GAP_PARTS.indexOf(part);

async function stepsOf(input: 'pass' | 'eval' | 'train') {
  const { steps } = await channelGap(program, { pass: 25, input, channel: 0 });
  if (!steps) throw new Error('nothing to split');
  return steps;
}

describe('one channel', () => {
  it.each(['pass', 'eval', 'train'] as const)('is split as among all, of %s', async (input) => {
    const steps = await stepsOf(input);
    const all = await splitGap(program, { pass: 25, input });
    if (all.kind !== 'split') throw new Error(all.why);
    expect(steps.distances).toEqual(all.parts);
    expect(steps.ends.slice(4, 7)).toEqual(Float64Array.of(all.gap[0], all.spread[0], all.distance[0]));
  });

  it('has the numbers that its parts are computed from', async () => {
    const { ends, mean, variance, meanTerms, varianceTerms, outliers, ...steps } = await stepsOf('pass');
    const [runningMean, runningVar, batchMean, batchVar, , , , eps] = ends;
    const sigma = Math.sqrt(runningVar + eps);
    expect([batchMean, batchVar, eps]).toEqual([103, 0.6, 1e-5]);
    const [weight, start, level, weights, levels] = meanTerms;
    expect(weight).toBeCloseTo(0.9 ** 24, 14);
    expect(weights).toBeCloseTo(1 - 0.9 ** 24, 14);
    expect((weight * (level - start)) / sigma).toBeCloseTo(mean[at('start')], 12);
    expect((weights * level - levels) / sigma).toBeCloseTo(mean[at('lag')], 12);
    expect((batchMean - level) / sigma).toBeCloseTo(mean[at('input')], 12);
    expect(steps).toMatchObject({ isSplit: true, drifts: true, newest: 0.1, trained: 24, last: 23, outlierCount: 1 });
    const [{ pass, terms }] = outliers;
    expect(pass).toBe(18);
    expect((terms[0] * (terms[1] - terms[2])) / sigma).toBeCloseTo(mean[at('outlier')], 12);
    const [varianceWeight, startVar, levelVar, , , scatter, seen] = varianceTerms;
    expect((varianceWeight * (levelVar - startVar)) / runningVar).toBeCloseTo(variance[at('start')], 12);
    expect((batchVar - levelVar - seen) / runningVar).toBeCloseTo(variance[at('input')], 12);
    expect(scatter).toBeGreaterThanOrEqual(seen);
    expect(runningMean).toBeGreaterThan(90);
  });

  it('that is not there is refused', async () => {
    await expect(channelGap(program, { pass: 25, input: 'train', channel: 1 })).rejects.toThrow(/channel 1/);
  });

  it('has no steps before there is a train pass', async () => {
    expect(await channelGap(program, { pass: null, input: 'pass', channel: 0 })).toMatchObject({ steps: null });
  });
});
