import { describe, expect, test } from 'vitest';
import type { ModelReport, ModelSummary, Target } from '../../../src/session/index.js';
import { npzFile } from '../formats/npzFile.js';
import { BASE, batchBytes, MemoryFiles, npyOf } from '../session/memoryFiles.js';
import { valueOf, workerOver } from './workerOver.js';

const parts = (name: string, mean: number) => ({
  [`${name}.running_mean`]: npyOf([3], Float32Array.of(mean, mean + 1, mean + 2)),
  [`${name}.running_var`]: npyOf([3], Float32Array.of(1, 4, 9)),
  [`${name}.weight`]: npyOf([3], Float32Array.of(1, 1, 1)),
  [`${name}.bias`]: npyOf([3], new Float32Array(3)),
});
const batches = (name: string, count: number, mean = 0) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}/${i}`, batchBytes([8, 3, 4], i, mean)]));

const files = new MemoryFiles({
  'acts.npz': npzFile({
    ...parts('conv1', 0),
    ...parts('conv2', 40),
    ...parts('fc', 0),
    ...batches('conv1', 11),
    ...batches('conv2', 4),
    'conv2/val_0': batchBytes([8, 3, 4], 9),
  }),
  'one.npz': npzFile({ ...parts('conv1', 0), ...batches('conv1', 3) }),
});
const api = workerOver(files);
const target = (name: string): Target => ({ kind: 'files', uris: [`${BASE}/${name}`] });

describe('an archive of several layers with activations', () => {
  test('is a model: a row a layer, its tensors as passes, in the modes that their names say', async () => {
    let model: ModelSummary = valueOf(await api.openModel('m', { target: target('acts.npz') }));
    expect(model.title).toBe('acts.npz');
    expect(model.layers.map(({ name, passes, channels }) => [name, passes, channels])).toEqual([
      ['conv1', 11, 3],
      ['conv2', 5, 3],
    ]);
    // The eval pass of conv2 stands in a column of its own, behind the train passes before it.
    expect([...model.columns.modes]).toEqual([1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]);
    expect(model.notices).toEqual([
      '15 tensors run as train passes, and 1 as eval passes behind them, as their names say: conv2/val_0. Each layer starts with its own γ, β and running values.',
      '1 layer without activations is not shown here.',
    ]);
    // No program says them, and its passes run by them.
    expect(model.rules).toMatchObject({ convention: 'pytorch', isSaid: false, hasPasses: true });
    while (!model.isComplete) model = valueOf(await api.modelView('m', model.revision));
    // conv2's running mean is 40 σ and more away from its batches.
    expect(model.layers[model.ranked[0]].name).toBe('conv2');
    expect((await api.browse(`${BASE}/acts.npz`)).ok).toBe(true);
    expect(valueOf(await api.browse(`${BASE}/acts.npz`)).isModel).toBe(true);
  });

  test('has layers that open by themselves, as programs of members', async () => {
    const snapshot = valueOf(
      await api.open('s', { target: { kind: 'layer', of: `${BASE}/acts.npz`, layer: 'conv2' } }),
    );
    expect(snapshot.program).toEqual({
      convention: 'pytorch',
      state: {
        gamma: { file: 'acts.npz', member: 'conv2.weight' },
        beta: { file: 'acts.npz', member: 'conv2.bias' },
        runningMean: { file: 'acts.npz', member: 'conv2.running_mean' },
        runningVar: { file: 'acts.npz', member: 'conv2.running_var' },
      },
      steps: [
        ...[0, 1, 2, 3].map((i) => ({ train: { file: 'acts.npz', member: `conv2/${i}` } })),
        { eval: { file: 'acts.npz', member: 'conv2/val_0' } },
      ],
    });
    expect(snapshot.passes.map(({ mode }) => mode)).toEqual(['train', 'train', 'train', 'train', 'eval']);
    const first = valueOf(await api.open('t', { target: { kind: 'layer', of: `${BASE}/acts.npz`, layer: 'conv1' } }));
    expect(first.program.steps).toEqual([{ train: { file: 'acts.npz', member: 'conv1/*' } }]);
    expect(first.passes.map(({ member }) => member)).toEqual(Array.from({ length: 11 }, (_, i) => `conv1/${i}`));
    expect(await api.open('u', { target: { kind: 'layer', of: `${BASE}/acts.npz`, layer: 'fc' } })).toMatchObject({
      ok: false,
      failure: { message: 'acts.npz has no layer fc with passes' },
    });
  });

  test('is reported on as a model, pass by pass where that is wanted', async () => {
    const report = valueOf(await api.report({ target: target('acts.npz') }, { passes: true })) as ModelReport;
    expect(report.layers.map(({ name, passCount, report: { passes } }) => [name, passCount, passes.length])).toEqual([
      ['conv1', 11, 11],
      ['conv2', 5, 5],
    ]);
    expect(report.findings.map(({ layer }) => layer)).toContain('conv2');
    expect(report.notices).toHaveLength(2);
  });

  test('of one layer is the checkpoint that it was', async () => {
    const report = valueOf(await api.report({ target: target('one.npz') }, {})) as ModelReport;
    expect(report.layers.map(({ name, passCount }) => [name, passCount])).toEqual([['conv1', 0]]);
    expect(valueOf(await api.browse(`${BASE}/one.npz`)).isModel).toBeUndefined();
    expect(await api.openModel('n', { target: target('one.npz') })).toMatchObject({ ok: false });
  });

  test('takes the user’s settings for what names leave open', async () => {
    const defaults = { eps: 1e-3, momentum: 0.01 };
    const snapshot = valueOf(
      await api.open('v', { target: { kind: 'layer', of: `${BASE}/acts.npz`, layer: 'conv1' }, defaults }),
    );
    expect(snapshot.program.convention).toEqual({ base: 'pytorch', eps: 1e-3, momentum: 0.01 });
  });
});
