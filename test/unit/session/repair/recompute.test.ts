import { describe, expect, it } from 'vitest';
import { computeMoments, layoutOf, meanOf, varianceOf, type Tensor } from '../../../../src/engine/index.js';
import { outliersAmong, recompute, remainingCauses, trainBatches } from '../../../../src/session/repair/index.js';
import { distancesOf } from '../../../../src/session/repair/distance.js';
import { exampleSession, normalBatch, tensor, withValues, type Example } from '../views/exampleSession.js';

const train = (batch: Tensor): Example => ['train', batch];
const batches = [3, 5, 4].map((size, seed) =>
  normalBatch(
    [size, 2, 4],
    seed,
    (channel) => 1e6 * channel + seed,
    (channel) => 1 + channel,
  ),
);
const { session } = exampleSession(batches.map(train));
const all = trainBatches(session.passes);

/** All samples behind one another. */
function joined(tensors: readonly Tensor[]): Tensor {
  const shape = [tensors.reduce((sum, one) => sum + one.shape[0], 0), ...tensors[0].shape.slice(1)];
  return tensor(
    shape,
    tensors.flatMap(({ values }) => Array.from(values)),
  );
}

describe('recompute', () => {
  it('takes batches of different sizes as one batch', () => {
    const whole = joined(batches);
    const moments = computeMoments(whole.values, layoutOf(whole.shape, session.layer));
    const { mean, variance } = recompute(all, 'one-batch', 0.1);
    for (const channel of [0, 1]) {
      expect(mean[channel]).toBeCloseTo(meanOf(moments)[channel], 9);
      expect(variance[channel]).toBeCloseTo(varianceOf(moments, 'biased')[channel], 9);
    }
  });

  it('means the batches as momentum null does after a reset', () => {
    const cumulative = exampleSession(batches.map(train), { changes: { momentum: null } }).session.passes.at(-1)?.after;
    const { mean, variance } = recompute(all, 'mean-of-batches', 0.1);
    for (const channel of [0, 1]) {
      expect(mean[channel] / (cumulative?.runningMean?.[channel] ?? NaN)).toBeCloseTo(1, 14);
      expect(variance[channel] / (cumulative?.runningVar?.[channel] ?? NaN)).toBeCloseTo(1, 13);
    }
    expect(recompute(all, 'exponential', null)).toEqual({ mean, variance });
  });

  it('averages exponentially from the first chosen batch on, in the convention’s own terms', () => {
    const one = [tensor([2, 1], [0, 2]), tensor([2, 1], [4, 6]), tensor([2, 1], [9, 11])].map(train);
    const { passes } = exampleSession(one).session;
    const { mean, variance } = recompute(trainBatches(passes), 'exponential', 0.25);
    expect(Array.from(mean)).toEqual([0.75 * (0.75 * 1 + 0.25 * 5) + 0.25 * 10]);
    expect(Array.from(variance)).toEqual([2]);
    const keras = exampleSession(one, { convention: 'keras', layer: { channelAxis: 1 } }).session;
    const old = recompute(trainBatches(keras.passes), 'exponential', 0.75);
    expect(Array.from(old.mean)).toEqual(Array.from(mean));
    expect(Array.from(old.variance)).toEqual([1]);
  });

  it('keeps the digits of a mean that dwarfs its spread', () => {
    const far = [0, 1].map((seed) => tensor([2, 1], [1e7 + seed, 1e7 + 2 + seed]));
    const { variance } = recompute(trainBatches(exampleSession(far.map(train)).session.passes), 'one-batch', 0.1);
    expect(variance[0]).toBe(1.25);
  });

  it('has nothing to say of no batch', () => {
    expect(() => recompute([], 'one-batch', 0.1)).toThrow('at least one batch');
  });
});

describe('trainBatches', () => {
  it('leaves out eval passes, and those behind the end', () => {
    const mixed = exampleSession([train(batches[0]), ['eval', batches[1]], train(batches[2])]).session;
    expect(trainBatches(mixed.passes).map(({ pass }) => pass)).toEqual([0, 2]);
    expect(trainBatches(mixed.passes, 2).map(({ pass }) => pass)).toEqual([0]);
  });
});

describe('distancesOf', () => {
  it('is the root mean square of the difference of both outputs in x̂', () => {
    const batch = normalBatch(
      [50, 1, 8],
      3,
      () => 2,
      () => 1.5,
    );
    const moments = computeMoments(batch.values, layoutOf(batch.shape, session.layer));
    const [mean, variance, eps] = [1.7, 1.1, 0.3];
    const { distance } = distancesOf(
      moments,
      { mean: Float64Array.of(mean), variance: Float64Array.of(variance) },
      eps,
    );
    const [mu, sigma2] = [meanOf(moments)[0], varianceOf(moments, 'biased')[0]];
    const squares = Array.from(
      batch.values,
      (x) => ((x - mean) / Math.sqrt(variance + eps) - (x - mu) / Math.sqrt(sigma2 + eps)) ** 2,
    );
    expect(distance[0]).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b) / squares.length), 10);
  });

  it('matters beyond .25 σ, beyond a fifth in spread, and where it is NaN', () => {
    const moments = computeMoments(Float64Array.of(-1, 1), { ...layoutOf([2, 1], session.layer) });
    const matters = (mean: number, variance: number) =>
      distancesOf(moments, { mean: Float64Array.of(mean), variance: Float64Array.of(variance) }, 0).matters[0];
    expect([matters(0.25, 1), matters(0.26, 1), matters(0, 1.6), matters(0, 0.6), matters(0, NaN)]).toEqual([
      0, 1, 1, 1, 1,
    ]);
  });
});

describe('outliersAmong', () => {
  const drifting = Array.from({ length: 12 }, (_, seed) =>
    normalBatch([16, 3, 4], seed, (channel) => (channel === 1 ? 0.4 * seed : 0)),
  );
  const passesOf = (tensors: readonly Tensor[]) => trainBatches(exampleSession(tensors.map(train)).session.passes);

  it('finds none in batches that drift together', async () => {
    expect(await outliersAmong(passesOf(drifting))).toEqual([]);
  });

  it('finds the batch that lies elsewhere or spreads otherwise, in its channels', async () => {
    const moved = normalBatch(
      [16, 3, 4],
      40,
      (channel) => [0, 2, 9][channel],
      (channel) => (channel === 0 ? 30 : 1),
    );
    const odd = drifting.map((batch, pass) => (pass === 5 ? moved : batch));
    expect(await outliersAmong(passesOf(odd))).toEqual([{ pass: 5, channels: [0, 2], isPoisoned: false }]);
  });

  it('calls a batch poisoned that holds what is not finite, however few there are', async () => {
    const poisoned = withValues(drifting[1], { 0: NaN });
    expect(await outliersAmong(passesOf([drifting[0], poisoned]))).toEqual([
      { pass: 1, channels: [0], isPoisoned: true },
    ]);
  });

  it('takes constant channels as they are', async () => {
    const constant = Array.from({ length: 8 }, () => tensor([4, 1], [3, 3, 3, 3]));
    expect(await outliersAmong(passesOf(constant))).toEqual([]);
  });
});

describe('remainingCauses', () => {
  it('tells a batch that lies elsewhere from train batches that drift', () => {
    const trained = Array.from({ length: 12 }, (_, seed) =>
      normalBatch([64, 3, 4], seed, (channel) => (channel === 1 ? 0.2 * seed : 0)),
    );
    const used = trainBatches(exampleSession(trained.map(train)).session.passes);
    const val = normalBatch([64, 3, 4], 99, (channel) => [0, 2.3, 1][channel]);
    const moments = computeMoments(val.values, layoutOf(val.shape, session.layer));
    const causes = remainingCauses(moments, used, recompute(used, 'one-batch', 0.1), 1e-5);
    expect([...causes]).toEqual([
      [1, 'drift'],
      [2, 'this-input'],
    ]);
  });
});
