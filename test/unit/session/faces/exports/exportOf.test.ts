import { patience } from '../../../../patience.mjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memorySource, npzBytes, openTensor, type WrittenTensor } from '../../../../../src/formats/index.js';
import type { Program } from '../../../../../src/session/index.js';
import { exportOf } from '../../../../../src/session/faces/index.js';
import { exampleFiles, npyOf, openSession, trains } from '../../memoryFiles.js';
import { pythonWith, runPython } from '../../../pythons.js';

const torch = pythonWith('torch', 'numpy');
const all = { range: null, leavesOutOutliers: true, method: 'one-batch', momentum: null } as const;
const numbers = (size: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(i + 1));

async function opened(program: Omit<Program, 'steps'> = {}) {
  const files = exampleFiles();
  files.write('gamma.npy', npyOf([3], numbers(3)));
  files.write('conv.weight.npy', npyOf([3, 2, 3, 3], numbers(54)));
  files.write('conv.bias.npy', npyOf([3], numbers(3)));
  const owner = await openSession({ ...program, steps: trains(12) }, files);
  await owner.runAll();
  const access = {
    ...owner.store.accessFor(owner.session.layer),
    folder: { uri: owner.base, list: () => files.list(), mayRead: (file: string) => owner.mayRead(file) },
  };
  return { owner, access, files };
}

async function membersOf(bytes: Uint8Array, names: readonly string[]): Promise<Record<string, number[]>> {
  const read = names.map(async (member) => {
    const file = await openTensor(memorySource('bn', Uint8Array.from(bytes)), { member });
    return [member, Array.from((await file.read()).values)] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

describe('exportOf', () => {
  it('writes the recomputed statistics, γ and β as they are, and how many batches were counted', async () => {
    const { owner, access } = await opened({ state: { gamma: 'gamma.npy' } });
    const [npz] = await exportOf(owner.session, { kind: 'npz', pass: 11, ...all }, access);
    const [safetensors] = await exportOf(owner.session, { kind: 'safetensors', pass: 11, ...all }, access);
    const names = ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'];
    const members = await membersOf(npz.bytes, names);
    expect(members.weight).toEqual([...numbers(3)]);
    expect(members.bias).toEqual([0, 0, 0]);
    expect(members.num_batches_tracked).toEqual([12]);
    expect(members.running_mean.map(Math.round)).toEqual([1, 2, 3]);
    expect(await membersOf(safetensors.bytes, names)).toEqual(members);
    const files = await exportOf(owner.session, { kind: 'statistics', pass: 11, ...all }, access);
    expect(files.map(({ name }) => name)).toEqual(['running_mean.npy', 'running_var.npy']);
  });

  it('calls all as the checkpoint does that the program’s state comes from', async () => {
    const vector = (values: Float32Array): WrittenTensor => ({ shape: [3], dtype: 'float32', values });
    const { owner, access, files } = await opened();
    files.write('ckpt.npz', npzBytes({ 'layer1.bn2.running_var': vector(Float32Array.of(1, 1, 1)) }));
    await owner.configure({ state: { runningVar: { file: 'ckpt.npz', member: 'layer1.bn2.running_var' } } });
    const [{ name, bytes }] = await exportOf(owner.session, { kind: 'npz', pass: 11, ...all }, access);
    expect(name).toBe('layer1.bn2.npz');
    const { 'layer1.bn2.running_mean': mean } = await membersOf(bytes, ['layer1.bn2.running_mean']);
    expect(mean).toHaveLength(3);
  });

  it('has nothing to write where no statistics are kept', async () => {
    const { owner, access } = await opened({ trackRunningStats: false });
    await expect(exportOf(owner.session, { kind: 'npz', pass: null, ...all }, access)).rejects.toThrow(
      'There are no statistics to write: run a train pass first',
    );
  });

  it.skipIf(!torch)('is what PyTorch folds and loads (left out without torch)', { timeout: patience(60) }, async () => {
    const { owner, access } = await opened({ state: { gamma: 'gamma.npy' } });
    const folder = mkdtempSync(join(tmpdir(), 'exports-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const fold = { weight: 'conv.weight.npy', bias: 'conv.bias.npy', input: null, layout: null } as const;
    const [bn] = await exportOf(owner.session, { kind: 'npz', pass: 11, ...all }, access);
    const [folded] = await exportOf(owner.session, { kind: 'folded', pass: 11, ...all, ...fold }, access);
    const [lines] = await exportOf(owner.session, { kind: 'lines', pass: 11, ...all }, access);
    expect(folded.name).toBe('conv_folded.npz');
    for (const { name, bytes } of [bn, folded, lines]) writeFileSync(join(folder, name), bytes);
    writeFileSync(join(folder, 'w.npy'), npyOf([3, 2, 3, 3], numbers(54)));
    writeFileSync(join(folder, 'b.npy'), npyOf([3], numbers(3)));
    const script = `
import numpy as np, torch
from torch.nn.utils.fusion import fuse_conv_bn_weights
layer = {name: torch.from_numpy(value) for name, value in np.load('bn.npz').items()}
bn = torch.nn.BatchNorm2d(3)
bn.load_state_dict(layer)
w, b = fuse_conv_bn_weights(torch.from_numpy(np.load('w.npy')), torch.from_numpy(np.load('b.npy')), bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias)
folded = np.load('conv_folded.npz')
np.testing.assert_allclose(folded['weight'], w.detach().numpy(), rtol=2e-6, atol=1e-7)
np.testing.assert_allclose(folded['bias'], b.detach().numpy(), rtol=2e-6, atol=1e-6)
other = bn
bn = torch.nn.BatchNorm2d(3)
exec(open('lines.py').read())
assert torch.equal(bn.running_mean, other.running_mean) and torch.equal(bn.running_var, other.running_var)
assert bn.num_batches_tracked.item() == 12
print('equal')
`;
    expect(runPython(torch ?? '', script, [], folder).trim()).toBe('equal');
  });
});
