import { describe, expect, test } from 'vitest';
import { browseArchive } from '../../../../src/session/layers/browseArchive.js';
import { npyWithHeader } from '../../../integration/support/npy.js';
import { npzFile } from '../../formats/npzFile.js';
import { BASE, batchBytes, MemoryFiles, npyOf } from '../memoryFiles.js';

const npyOfDescr = (descr: string, shape: string, size: number) =>
  npyWithHeader(`{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`, new Uint8Array(size));
const count = (value: number) =>
  npyWithHeader(
    "{'descr': '<i8', 'fortran_order': False, 'shape': (), }",
    new Uint8Array(BigInt64Array.of(BigInt(value)).buffer),
  );
const acts = npzFile({
  'conv1/x': batchBytes([4, 3, 2]),
  z: npyOfDescr("'<c16'", '(2, 3)', 96),
  table: npyOfDescr("[('a', '<f4'), ('b', '<i4'), ('s', 'S4')]", '(5,)', 60),
  raw: npyOfDescr("'<V2'", '(2, 3)', 12),
  names: npyOfDescr("'|O'", '(1,)', 40),
  'bn.weight': npyOf([3], Float32Array.of(1, 2, 3)),
  'bn.running_mean': npyOf([3], Float32Array.of(0.5, 1, 2)),
  'bn.running_var': npyOf([3], Float32Array.of(1, -4, 9)),
  'bn.num_batches_tracked': count(1200),
});
const files = new MemoryFiles({ 'acts.npz': acts, 'x.npy': batchBytes([4, 3]) });

describe('an archive in its picker', () => {
  test('has every member, in natural order, with shape and dtype, what can be read of it, or why it cannot be read', async () => {
    const { members, kind, name } = await browseArchive(`${BASE}/acts.npz`, files, () => 0);
    expect({ kind, name }).toEqual({ kind: '.npz archive', name: 'acts.npz' });
    expect(members.map((member) => member.name)).toEqual([
      'bn.num_batches_tracked',
      'bn.running_mean',
      'bn.running_var',
      'bn.weight',
      'conv1/x',
      'names',
      'raw',
      'table',
      'z',
    ]);
    expect(members.slice(3)).toEqual([
      { name: 'bn.weight', label: 'bn.weight', bytes: 12, shape: [3], dtype: 'float32' },
      { name: 'conv1/x', label: 'conv1/x', bytes: 96, shape: [4, 3, 2], dtype: 'float32' },
      {
        name: 'names',
        label: 'names',
        bytes: 168,
        problem: expect.stringContaining('Python objects, which are pickled') as string,
      },
      { name: 'raw', label: 'raw', bytes: 12, shape: [2, 3], dtype: 'raw bytes', parts: ['bfloat16'] },
      { name: 'table', label: 'table', bytes: 60, shape: [5], dtype: '2 fields', parts: ['a', 'b'] },
      {
        name: 'z',
        label: 'z',
        bytes: 96,
        shape: [2, 3],
        dtype: 'complex128',
        parts: ['real', 'imaginary', 'magnitude'],
      },
    ]);
  });

  test('has its layers, with what their own numbers tell', async () => {
    expect((await browseArchive(`${BASE}/acts.npz`, files, () => 0)).layers).toEqual([
      {
        name: 'bn',
        label: 'bn',
        channels: 3,
        writer: 'PyTorch',
        convention: 'pytorch',
        rules: 'PyTorch',
        gamma: 'bn.weight',
        runningMean: 'bn.running_mean',
        runningVar: 'bn.running_var',
        numBatchesTracked: 'bn.num_batches_tracked',
        batches: 1200,
        swapped: 'the variance is negative in 1 of 3 channels (−4.00 in channel 1), the mean nowhere',
      },
    ]);
  });

  test('has layers by whose rules they are named, and those that cannot be run, with the reason', async () => {
    const vector = npyOf([2], Float32Array.of(1, 2));
    const named = new MemoryFiles({
      'named.npz': npzFile({
        'chainer/bn/gamma': vector,
        'chainer/bn/avg_mean': vector,
        'chainer/bn/avg_var': vector,
        'chainer/bn/N': count(7),
        'lasagne_bn.gamma': vector,
        'lasagne_bn.mean': vector,
        'lasagne_bn.inv_std': npyOf([2], Float32Array.of(1, -2)),
      }),
    });
    expect((await browseArchive(`${BASE}/named.npz`, named, () => 0)).layers).toEqual([
      {
        name: 'chainer/bn',
        label: 'chainer/bn',
        channels: 2,
        writer: 'Chainer',
        convention: 'chainer',
        rules: 'Chainer',
        gamma: 'chainer/bn/gamma',
        runningMean: 'chainer/bn/avg_mean',
        runningVar: 'chainer/bn/avg_var',
      },
      {
        name: 'lasagne_bn',
        label: 'lasagne_bn',
        channels: 2,
        writer: 'Lasagne',
        gamma: 'lasagne_bn.gamma',
        runningMean: 'lasagne_bn.mean',
        problem: expect.stringContaining('not a variance') as string,
      },
    ]);
  });

  test('keeps nobody waiting for the headers of very many members', async () => {
    let time = 0;
    const { members } = await browseArchive(`${BASE}/acts.npz`, files, () => (time += 600));
    const read = members.filter(({ shape }) => shape !== undefined).map((member) => member.name);
    // The first three of the file.
    expect(read).toEqual(['conv1/x', 'table', 'z']);
    expect(members).toHaveLength(9);
  });

  test('that is none is refused', async () => {
    await expect(browseArchive(`${BASE}/x.npy`, files, () => 0)).rejects.toThrow('x.npy: byte 0: this is no archive');
  });
});
