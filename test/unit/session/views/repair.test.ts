import { describe, expect, it } from 'vitest';
import type { FoldRequest, RepairRequest } from '../../../../src/session/index.js';
import { viewOf } from '../../../../src/session/views/index.js';
import { BASE, exampleFiles, npyOf, openSession, trains } from '../memoryFiles.js';

const all = { range: null, leavesOutOutliers: true, method: 'one-batch', momentum: null } as const;

async function opened() {
  const files = exampleFiles();
  const numbers = (size: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(i));
  files.write('conv.weight.npy', npyOf([3, 2, 2], numbers(12)));
  files.write('conv.bias.npy', npyOf([3], numbers(3)));
  files.write('conv_in.npy', npyOf([4, 2, 5], numbers(40)));
  files.write('dense.npy', npyOf([7, 3], numbers(21)));
  const owner = await openSession({ steps: [...trains(12), { eval: 'val.npy' }] }, files);
  await owner.runAll();
  const access = {
    ...owner.store.accessFor(owner.session.layer),
    folder: { uri: owner.base, list: () => files.list(), mayRead: (file: string) => owner.mayRead(file) },
  };
  return { owner, access, files };
}

describe('repair', () => {
  it('lays recomputed statistics beside the stored ones, by what eval makes of the eval pass', async () => {
    const { owner, access } = await opened();
    const repair = await viewOf(owner.session, 'repair', { pass: 12, ...all }, access);
    expect(repair).toMatchObject({
      channels: 3,
      trainPasses: { first: 0, last: 11, count: 12 },
      chosen: 12,
      used: 12,
      on: { pass: 12, mode: 'eval', batch: 'val.npy' },
      isTracking: true,
      momentum: 0.1,
    });
    expect(repair.storedMean).toEqual(owner.session.passes[12].after.runningMean);
    const { moves, mean, storedMean, storedVar, before, after } = repair;
    expect(moves[1]).toBe((mean[1] - storedMean[1]) / Math.sqrt(storedVar[1] + 1e-5));
    expect(after[1]).toBeLessThan(before[1]);
    expect(repair.methods.map(({ method }) => method)).toEqual(['one-batch', 'mean-of-batches', 'exponential']);
    const stays = repair.remains.flatMap(({ channels }) => channels);
    expect([...stays].sort()).toEqual([0, 1, 2].filter((channel) => repair.mattersAfter[channel]));
  });

  it('takes only the train passes up to the shown one, and those of the range', async () => {
    const { owner, access } = await opened();
    const request: RepairRequest = { pass: 5, ...all, range: [3, 99] };
    expect(await viewOf(owner.session, 'repair', request, access)).toMatchObject({
      trainPasses: { first: 0, last: 5, count: 6 },
      chosen: 3,
      on: { pass: 5, mode: 'train' },
    });
  });

  it('has the stored statistics alone before the first pass', async () => {
    const { owner, access } = await opened();
    const none = await viewOf(owner.session, 'repair', { pass: null, ...all }, access);
    expect(none).toMatchObject({ trainPasses: null, used: 0, on: null, methods: [], remains: [] });
    expect([...none.storedVar]).toEqual([1, 1, 1]);
    expect(none.mean.every(Number.isNaN)).toBe(true);
  });

  it('is what the layer has once it is set, and comes back by undo', async () => {
    const { owner, access } = await opened();
    const { mean, var: variance } = await viewOf(owner.session, 'repair', { pass: 12, ...all }, access);
    await owner.set(12, { runningMean: [...mean], runningVar: [...variance] });
    expect(owner.session.passes[12].before.runningMean).toEqual(mean);
    expect(owner.session.passes[12].before.runningVar).toEqual(variance);
    const after = await viewOf(owner.session, 'repair', { pass: 12, ...all }, access);
    expect(after.before).toEqual(after.after);
    await owner.undo();
    expect(owner.session.passes[12].before.runningMean).not.toEqual(mean);
  });
});

describe('fold', () => {
  const choice = { weight: 'conv.weight.npy', bias: 'conv.bias.npy', input: 'conv_in.npy', layout: null } as const;
  const request: FoldRequest = { pass: 12, ...all, ...choice };

  it('finds files that could be folded beside the program', async () => {
    const { owner, access } = await opened();
    const { weights, biases, inputs } = await viewOf(owner.session, 'foldFiles', {}, access);
    expect(weights).toContainEqual({ path: 'conv.weight.npy', shape: [3, 2, 2], layout: 'pytorch' });
    expect(weights).toContainEqual({ path: 'dense.npy', shape: [7, 3], layout: 'keras' });
    expect(biases).toEqual([{ path: 'conv.bias.npy', shape: [3] }]);
    expect(inputs.map(({ path }) => path)).not.toContain('batch_0.npy');
  });

  it('folds by the recomputed statistics and finds the two equal but for rounding', async () => {
    const { owner, access } = await opened();
    const { mean, var: variance } = await viewOf(owner.session, 'repair', { pass: 12, ...all }, access);
    const fold = await viewOf(owner.session, 'fold', request, access);
    expect(fold).toMatchObject({ isRecomputed: true, layout: 'pytorch', weightShape: [3, 2, 2], problems: {} });
    expect(fold.factor[2]).toBe(1 / Math.sqrt(variance[2] + 1e-5));
    expect(fold.foldedBias[2]).toBe((Math.fround(Math.sin(2)) - mean[2]) * fold.factor[2]);
    const check = await viewOf(owner.session, 'foldCheck', request, access);
    expect(check).toMatchObject({ isOff: false, compared: 16, places: 16 });
    expect(check?.error).toBeLessThan(1e-6);
  });

  it('goes on with the stored statistics where no batch has run', async () => {
    const { owner, access } = await opened();
    const fold = await viewOf(owner.session, 'fold', { ...request, pass: null }, access);
    expect(fold.isRecomputed).toBe(false);
    expect([...fold.mean]).toEqual([0, 0, 0]);
  });

  it('says of each file why it is of no use', async () => {
    const { owner, access } = await opened();
    const fold = await viewOf(
      owner.session,
      'fold',
      { ...request, weight: 'val.npy', bias: 'conv_in.npy', input: 'nowhere.npy' },
      access,
    );
    expect(fold.problems.weight).toContain('weight of shape [8, 3, 4]: expected 2 to 5 axes, 3 on the first');
    expect(fold.problems.bias).toContain('bias of shape [4, 2, 5]: expected [3]');
    expect(fold.problems.input).toContain('there is no such file');
  });

  it('reads nothing that the program may not name', async () => {
    const { owner, access } = await opened();
    const outside = { ...request, weight: 'memory:/elsewhere/conv.weight.npy', bias: '../conv.bias.npy' };
    const { problems, weightShape } = await viewOf(owner.session, 'fold', outside, access);
    expect(weightShape).toBeNull();
    expect(problems.weight).toContain("outside the program's folder");
    expect(problems.bias).toContain("outside the program's folder");
    owner.allow(['memory:/elsewhere/conv.weight.npy']);
    expect((await viewOf(owner.session, 'fold', outside, access)).weightShape).toEqual([3, 2, 2]);
    const { folder, ...without } = access;
    expect(folder.uri).toBe(BASE);
    expect((await viewOf(owner.session, 'fold', request, without)).problems.weight).toContain('outside');
  });
});
