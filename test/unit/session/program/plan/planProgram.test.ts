import { describe, expect, test } from 'vitest';
import type { Step } from '../../../../../src/session/index.js';
import { planProgram, stepOf } from '../../../../../src/session/program/plan/planProgram.js';

const NAMES = ['b_10.npy', 'b_2.npy', 'b_1.npy', 'y_1.npy', 'y_2.npy', 'y_10.npy', 'all.npy'];
const sources = {
  members: (uri: string) =>
    Promise.resolve(
      uri.endsWith('odd.npz') ? ['x*', 'x1', 'x2'] : ['arr_10', 'arr_2', 'arr_1', 'dy_1', 'dy_2', 'dy_10'],
    ),
  list: (folder: string) => Promise.resolve(folder === 'file:///w' ? NAMES : []),
  recorded: () => Promise.reject(new Error('nothing was recorded')),
  shapeOf: (uri: string) => Promise.resolve(uri.endsWith('empty.npy') ? [0, 3] : [10, 3]),
};
const planOf = async (...steps: Step[]) => (await planProgram(steps, 'file:///w', sources)).plan;
const labels = async (...steps: Step[]) => (await planOf(...steps)).map(({ mode, batch }) => `${mode} ${batch.label}`);

describe('a plan', () => {
  test('has one pass a file for a pattern, in natural order', async () => {
    expect(await labels({ train: 'b_*.npy' }, { eval: 'b_?.npy' })).toEqual([
      'train b_1.npy',
      'train b_2.npy',
      'train b_10.npy',
      'eval b_1.npy',
      'eval b_2.npy',
    ]);
  });

  test('cuts a file along axis 0 and keeps the last, smaller batch', async () => {
    const plan = await planOf({ train: 'all.npy', batchSize: 4 });
    expect(plan.map(({ batch }) => [batch.label, batch.rows])).toEqual([
      ['all.npy [0:4]', { start: 0, count: 4 }],
      ['all.npy [4:8]', { start: 4, count: 4 }],
      ['all.npy [8:10]', { start: 8, count: 2 }],
    ]);
  });

  test('gives each file of a pattern its own expected output', async () => {
    const plan = await planOf({ eval: 'b_*.npy', expect: 'y_*.npy', rtol: 0.1 });
    expect(plan.map(({ expect: expected }) => expected)).toEqual([
      { uri: 'file:///w/y_1.npy', rtol: 0.1, atol: 1e-8 },
      { uri: 'file:///w/y_2.npy', rtol: 0.1, atol: 1e-8 },
      { uri: 'file:///w/y_10.npy', rtol: 0.1, atol: 1e-8 },
    ]);
  });

  test.each<[Step, RegExp]>([
    [{ train: 'c_*.npy' }, /^c_\*\.npy: pattern: no file in w has such a name/],
    [{ train: 'sub*/a.npy' }, /only the file name may hold/],
    [{ train: 'none/x*.npy' }, /no file in none has such a name/],
    [{ train: 'all.npy', expect: 'y_*.npy' }, /expect: there must be one file for each batch \(expected 1, found 3\)/],
    [
      { train: { file: 'acts.npz', member: 'none_*' } },
      /^acts\.npz\/none_\*: pattern: no tensor in acts\.npz has such/,
    ],
    [
      { train: `${'*a'.repeat(600)}.npy` },
      /: pattern: it is too long \(expected at most 1024 characters, found 1204 characters/,
    ],
    [{ train: 'empty.npy', batchSize: 2 }, /^empty\.npy: shape: there are no samples/],
  ])('of %j is refused', async (step, message) => {
    await expect(planOf(step)).rejects.toThrow(message);
  });

  test('has one pass a tensor for a pattern of members, in natural order, each with its own gradient', async () => {
    const member = (name: string) => `file:///w/acts.npz#member=${name}`;
    const plan = await planOf({
      train: { file: 'acts.npz', member: 'arr_*' },
      gradOutput: { file: 'acts.npz', member: 'dy_*', part: 'real' },
    });
    expect(plan.map(({ batch, gradOutput }) => [batch.uri, gradOutput?.uri])).toEqual([
      [member('arr_1'), `${member('dy_1')}&part=real`],
      [member('arr_2'), `${member('dy_2')}&part=real`],
      [member('arr_10'), `${member('dy_10')}&part=real`],
    ]);
  });

  test('takes a member of every file of a pattern, and a part of it', async () => {
    expect(await labels({ train: { file: 'b_*.npy', member: 'x', part: 'real' } })).toEqual([
      'train b_1.npy/x (real)',
      'train b_2.npy/x (real)',
      'train b_10.npy/x (real)',
    ]);
  });

  test('takes a member by its name where it is there, even where the name reads as a pattern', async () => {
    expect(await labels({ train: { file: 'odd.npz', member: 'x*' } })).toEqual(['train odd.npz/x*']);
    expect(await labels({ train: { file: 'odd.npz', member: 'x?' } })).toEqual([
      'train odd.npz/x*',
      'train odd.npz/x1',
      'train odd.npz/x2',
    ]);
  });

  test('takes more members than a call has arguments', async () => {
    const names = Array.from({ length: 200_000 }, (_, i) => `x${i}`);
    const many = { ...sources, members: () => Promise.resolve(names) };
    const { plan } = await planProgram([{ train: { file: 'a.safetensors', member: '*' } }], 'file:///w', many);
    expect(plan).toHaveLength(names.length);
  });

  test('of ranks in one archive is one pass', async () => {
    const plan = await planOf({
      train: [
        { file: 'acts.npz', member: 'arr_1' },
        { file: 'acts.npz', member: 'arr_2' },
      ],
    });
    expect(plan.map(({ batch }) => batch.label)).toEqual(['acts.npz/arr_1 + acts.npz/arr_2']);
  });

  test('as explicit steps plans the same passes', async () => {
    const plan = await planOf(
      { train: 'b_*.npy', gradOutput: 'g.npy' },
      { train: 'all.npy', batchSize: 3 },
      { eval: { file: 'run#1.npz', member: 'a/b', part: 'real' }, expect: { file: 'run#1.npz', member: 'y' } },
      { train: [{ file: 'acts.npz', member: 'arr_1' }, 'all.npy'] },
      { eval: 'all.npy', rows: [2, 5], expect: 'y_1.npy', atol: 0.5 },
    );
    expect(await planOf(...plan.map((pass) => stepOf(pass, 'file:///w')))).toEqual(plan);
  });
});
