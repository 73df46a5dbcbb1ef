import { describe, expect, test } from 'vitest';
import { layerOfModel } from '../../../../src/session/model/index.js';
import { lastSet } from '../../../../src/session/run/lastSet.js';
import { openTarget } from '../../../../src/session/run/openTarget.js';
import { npzFile } from '../../formats/npzFile.js';
import { BASE, batchBytes, exampleFiles, MemoryFiles, npyOf, trains } from '../memoryFiles.js';

const acts = npzFile({ 'conv1/x': batchBytes([4, 3, 2]), 'bn.weight': npyOf([3], Float32Array.of(1, 2, 3)) });
const files = new MemoryFiles({ 'acts.npz': acts });

describe('a tensor that is run through a layer', () => {
  const layer = (channels: number) => ({
    convention: 'keras',
    channels,
    state: { gamma: { file: `${BASE}/acts.npz`, member: 'bn.weight' } },
  });
  const open = (member: string, channels: number) =>
    openTarget(
      { target: { kind: 'files', uris: [{ file: `${BASE}/acts.npz`, member }], layer: layer(channels) } },
      files,
      {},
    );

  test('has its channels where as many are as the layer has, and not where the convention has them', async () => {
    const { owner } = await open('conv1/x', 3);
    expect(owner.session.program).toEqual({
      convention: 'keras',
      channelAxis: 1,
      state: { gamma: { file: 'acts.npz', member: 'bn.weight' } },
      steps: [{ train: { file: 'acts.npz', member: 'conv1/x' } }],
    });
    expect(owner.session.initial.gamma).toEqual(Float64Array.of(1, 2, 3));
  });

  test('is refused where no axis has so many', async () => {
    await expect(open('conv1/x', 5)).rejects.toThrow('gamma: acts.npz/bn.weight has shape [3], expected 2 values');
  });
});

describe('branches that were saved', () => {
  const [first, second] = trains(2);
  const set = { steps: [first, { set: { momentum: 0.5 } }, second] };
  const open = (others: { name: string; program: object }[]) =>
    openTarget(
      {
        target: { kind: 'inline', program: { steps: trains(2) }, base: BASE },
        restore: {
          program: set,
          cursor: { pass: 2, stage: null },
          branches: { current: 'momentum 0.5 at pass 2', others: others as never },
        },
      },
      exampleFiles(),
      {},
    );

  test('are beside the session again, and computed when they are switched to', async () => {
    const { owner } = await open([{ name: 'original', program: { steps: trains(2) } }]);
    expect([owner.branchName, ...owner.branches.map(({ name }) => name)]).toEqual([
      'momentum 0.5 at pass 2',
      'original',
    ]);
    expect(owner.session.passes[1].layer.convention.momentum).toBe(0.5);
    expect(lastSet(owner.session, 'momentum')).toEqual({ value: 0.5, pass: 1 });
    expect(lastSet(owner.session, 'eps')).toBeNull();
    await owner.switchBranch('original');
    expect(owner.session.program).toEqual({ steps: trains(2) });
    expect(owner.session.passes.map(({ layer }) => layer.convention.momentum)).toEqual([0.1, 0.1]);
    await owner.switchBranch('momentum 0.5 at pass 2');
    expect(owner.session.program).toEqual(set);
    owner.reset();
    expect(lastSet(owner.session, 'momentum')).toBeNull();
  });

  test('are left out where they are no programs', async () => {
    const { owner } = await open([{ name: 'old', program: { stepz: [] } }]);
    expect(owner.branches).toEqual([]);
  });
});

describe('a layer whose program stands in its model', () => {
  const model = (program: unknown) => JSON.stringify({ layers: [{ name: 'bn1', program }] });
  const open = async (layer: string, program: unknown = { steps: trains(2) }) => {
    const models = exampleFiles();
    models.write('model.bn.json', new TextEncoder().encode(model(program)));
    const of = { kind: 'layer', of: `${BASE}/model.bn.json`, layer } as const;
    return openTarget({ target: await layerOfModel(of, { files: models, defaults: {} }) }, models, {});
  };

  test('is opened by its name, its paths relative to the model', async () => {
    const { owner, title } = await open('bn1');
    await owner.runAll();
    expect([title, owner.base, owner.session.passes.length]).toEqual(['bn1', BASE, 2]);
  });

  test('is refused where there is none, or its program is none', async () => {
    await expect(open('bn2')).rejects.toThrow('model.bn.json has no layer bn2');
    await expect(open('bn1', { steps: 3 })).rejects.toThrow(/steps/);
  });
});
