import { describe, expect, test } from 'vitest';
import { reportOf, type Program } from '../../../src/session/index.js';
import { SessionOwner } from '../../../src/session/run/sessionOwner.js';
import { npyWithHeader } from '../../integration/support/npy.js';
import { npzFile } from '../formats/npzFile.js';
import { BASE, batchBytes, MemoryFiles, npyOf } from './memoryFiles.js';

const count = (value: number) =>
  npyWithHeader(
    "{'descr': '<i8', 'fortran_order': False, 'shape': (), }",
    new Uint8Array(BigInt64Array.of(BigInt(value)).buffer),
  );
const complex = (...values: number[]) =>
  npyWithHeader(
    `{'descr': '<c8', 'fortran_order': False, 'shape': (${values.length / 2}, 1), }`,
    new Uint8Array(Float32Array.from(values).buffer),
  );
const parameters = {
  'bn.weight': npyOf([1, 3, 1, 1], Float32Array.of(1, 2, 3)),
  'bn.running_mean': npyOf([3], Float32Array.of(0.5, 1, 2)),
  'bn.running_var': npyOf([3], Float32Array.of(1, 4, 9)),
  'bn.num_batches_tracked': count(1200),
};
const files = () =>
  new MemoryFiles({
    'acts.npz': npzFile(
      { 'conv1/x': batchBytes([4, 3]), dy: batchBytes([4, 3], 5), ...parameters },
      { isDeflated: true },
    ),
    'x.npy': batchBytes([4, 3]),
    'z.npz': npzFile({ z: complex(3, 4, 6, 8), w: complex(0, 1, 2, 3) }),
  });
const open = async (program: Program, memory = files()) => {
  const owner = await SessionOwner.open(program, { base: BASE, files: memory });
  await owner.runAll();
  return owner;
};
const member = (name: string) => ({ file: 'acts.npz', member: name });
const report = async (owner: SessionOwner) =>
  reportOf(owner.session, owner.store.accessFor(owner.session.layer), { outputs: true });

describe('tensors of archives', () => {
  test('are batches, state, expected output and gradient of a program', async () => {
    const state = {
      gamma: member('bn.weight'),
      runningMean: member('bn.running_mean'),
      runningVar: member('bn.running_var'),
      numBatchesTracked: member('bn.num_batches_tracked'),
    };
    const steps = [
      { train: member('conv1/x'), gradOutput: member('dy') },
      { eval: member('conv1/x'), expect: member('conv1/x') },
    ];
    const fromArchive = await report(await open({ state, steps }));
    const plain = await report(
      await open({
        state: { gamma: [1, 2, 3], runningMean: [0.5, 1, 2], runningVar: [1, 4, 9], numBatchesTracked: 1200 },
        steps: [{ train: 'x.npy' }, { eval: 'x.npy', expect: 'x.npy' }],
      }),
    );
    const label = (batch: string) => (batch === 'x.npy' ? 'acts.npz/conv1/x' : batch);
    expect(fromArchive.passes).toEqual(plain.passes.map((pass) => ({ ...pass, batch: label(pass.batch) })));
    expect(fromArchive.passes[0].numBatchesTracked).toBe(1201);
  });

  test('are named with their file where they are refused', async () => {
    await expect(open({ steps: [{ train: member('x') }] })).rejects.toThrow(
      /^acts\.npz: members: there is no 'x' in it/,
    );
    await expect(open({ steps: [{ train: 'acts.npz' }] })).rejects.toThrow(
      /^acts\.npz: members: this is an \.npz archive of 6 tensors \(expected the name of one of them, found 'conv1\/x', 'dy'/,
    );
    const { session } = await open({ steps: [{ train: 'x.npy' }, { train: { file: 'z.npz', member: 'z' } }] });
    expect(session.passes[1]).toMatchObject({
      kind: 'refused',
      error: expect.stringMatching(/^z\.npz\/z: header at byte 10: descr '<c8' is complex/) as string,
    });
    await expect(open({ state: { gamma: member('dy') }, steps: [{ train: 'x.npy' }] })).rejects.toThrow(
      'gamma: acts.npz/dy has shape [4, 3], expected 3 values',
    );
    await expect(open({ state: { numBatchesTracked: member('dy') }, steps: [{ train: 'x.npy' }] })).rejects.toThrow(
      'numBatchesTracked: acts.npz/dy: expected one whole number from 0 on, found shape [4, 3]',
    );
  });

  test('that are complex are read by their part', async () => {
    const { session } = await open({
      steps: ['real', 'imaginary', 'magnitude'].map((part) => ({ train: { file: 'z.npz', member: 'z', part } })),
    });
    expect(session.passes.map((pass) => pass.moments && [...pass.moments.max])).toEqual([[6], [8], [10]]);
  });

  test('are kept in the steps of an edited program', async () => {
    const owner = await open({ steps: [{ train: { file: 'z.npz', member: '*', part: 'real' } }] });
    await owner.removePass(0);
    expect(owner.session.program.steps).toEqual([{ train: { file: 'z.npz', member: 'z', part: 'real' } }]);
    await owner.addBatches([{ file: `${BASE}/z.npz`, member: 'w', part: 'magnitude' }], false);
    expect(owner.session.program.steps.at(-1)).toEqual({ train: { file: 'z.npz', member: 'w', part: 'magnitude' } });
  });
});
