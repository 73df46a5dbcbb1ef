import { describe, expect, test } from 'vitest';
import type { Program, Step } from '../../../../../src/session/index.js';
import { planProgram } from '../../../../../src/session/program/plan/planProgram.js';
import { mostPasses } from '../../../../../src/session/program/plan/passLimit.js';
import { MemoryFiles, npyOf, openSession } from '../../memoryFiles.js';

const names = Array.from({ length: 1000 }, (_, i) => `x${i}`);
const members = (file: string, member: string) => ({ file, member });

/** Plans over files that are all of this shape, and counts what was asked of them. */
async function plan(shape: readonly number[], steps: readonly Step[], batchAxis = 0) {
  const asked = { shapes: 0, lists: 0, breaths: 0 };
  const { plan: passes } = await planProgram(
    steps,
    'file:///w',
    {
      list: () => Promise.resolve(['a.npy', 'b.npy', ...Array.from({ length: 300 }, (_, i) => `${i}.npz`)]),
      members: () => {
        asked.lists += 1;
        return Promise.resolve(names);
      },
      recorded: () => Promise.reject(new Error('nothing was recorded')),
      shapeOf: (uri) => {
        asked.shapes += 1;
        return Promise.resolve(uri.endsWith('a.npy') ? [1, 3] : shape);
      },
      breathe: () => {
        asked.breaths += 1;
        return Promise.resolve();
      },
    },
    batchAxis,
  );
  return { asked, passes };
}

describe('a program that comes to more passes than it may have is refused before any is made', () => {
  const million = { file: 'x.npy', found: '2000000' };
  test.each<[what: string, shape: readonly number[], steps: readonly Step[], axis: number, refusal: object]>([
    ['mini-batches', [2e6, 3], [{ train: 'x.npy', batchSize: 1 }], 0, { ...million, place: 'batchSize 1' }],
    ['of another axis', [3, 2e6], [{ train: 'x.npy', batchSize: 1 }], 1, { ...million, place: 'batchSize 1' }],
    ['virtual batches', [2e6, 3], [{ train: 'x.npy', virtualBatchSize: 1 }], 0, { place: 'virtualBatchSize 1' }],
    [
      'virtual batches that are merged',
      [2e6, 3],
      [{ train: 'x.npy', virtualBatchSize: 1, ranks: 'merged' }],
      0,
      million,
    ],
    ['virtual batches that are apart', [2e6, 3], [{ train: 'x.npy', virtualBatchSize: 1, ranks: 'apart' }], 0, million],
    ['both', [2e6, 3], [{ train: 'x.npy', virtualBatchSize: 1, batchSize: 1e6 }], 0, million],
    ['entries of a pass axis', [2e6, 2, 3], [{ train: 'x.npy', passAxis: 0 }], 0, { ...million, place: 'passAxis 0' }],
    ['both, too,', [2000, 1000, 3], [{ train: 'x.npy', passAxis: 0, batchSize: 1 }], 0, million],
    ['a file without values', [2 ** 40, 0], [{ train: 'x.npy', batchSize: 1 }], 0, { found: String(2 ** 40) }],
    [
      'several steps',
      [mostPasses, 3],
      [{ train: 'a.npy' }, { train: 'x.npy', batchSize: 1 }],
      0,
      { file: 'x.npy', found: '250001' },
    ],
    [
      'the files of a pattern',
      [mostPasses, 3],
      [{ train: '*.npy', batchSize: 1 }],
      0,
      { file: 'b.npy', found: '250001' },
    ],
    [
      'the tensors of patterns',
      [2, 3],
      Array.from({ length: 251 }, () => ({ train: members('a.npz', '*') })),
      0,
      { file: 'a.npz', place: 'step 251', found: '251000' },
    ],
    [
      'ranks',
      [2, 3],
      [{ train: Array.from({ length: 251 }, () => members('a.npz', '*')) }],
      0,
      { file: 'a.npz', place: 'ranks', found: '251000' },
    ],
    [
      'merged virtual batches of several steps',
      [150_000, 3],
      [
        { train: 'x.npy', virtualBatchSize: 1, ranks: 'merged' },
        { train: 'x.npy', virtualBatchSize: 1, ranks: 'merged' },
      ],
      0,
      { place: 'virtualBatchSize 1', found: '300000' },
    ],
    [
      'merged ranks of several steps',
      [2, 3],
      Array.from({ length: 251 }, () => ({ train: [members('a.npz', '*')] })),
      0,
      { place: 'ranks', found: '251000' },
    ],
    [
      'the tensors of a pattern of files',
      [2, 3],
      [{ train: members('*.npz', '*') }],
      0,
      { file: '*.npz', place: 'pattern', found: '251000' },
    ],
    ['steps', [2, 3], Array.from({ length: mostPasses + 1 }, () => ({ train: 'x.npy' })), 0, { place: 'steps' }],
  ])('%s', async (_what, shape, steps, axis, refusal) => {
    await expect(plan(shape, steps, axis)).rejects.toMatchObject({
      name: 'FormatError',
      refusal: { problem: 'with it the program has too many passes', expected: 'at most 250000 in all', ...refusal },
    });
  });

  test('with statistics for so many channels that all passes together could not be held', async () => {
    const files = new MemoryFiles({ 'x.npy': npyOf([1024, 1024], new Float32Array(2 ** 20)) });
    const steps = [{ train: 'x.npy', batchSize: 2 }];
    const many = Array.from({ length: 65 }, () => steps).flat();
    await expect(openSession({ steps: many }, files)).rejects.toThrow(
      'The program has 33280 passes: expected at most 32768 of a batch with statistics for 1024 channels',
    );
    expect((await openSession({ steps }, files)).session.plan).toHaveLength(512);
  });
});

describe('a program may have', () => {
  test('100,000 mini-batches of one file', async () => {
    const { passes, asked } = await plan([1e5, 3], [{ train: 'x.npy', batchSize: 1 }]);
    expect(passes).toHaveLength(1e5);
    expect(passes.at(-1)?.batch.label).toBe('x.npy [99999:100000]');
    expect(asked.shapes).toBe(1);
  });

  test('passes along an axis, whose shape is that of the file without it: it is asked for once', async () => {
    const { passes, asked } = await plan([1000, 4, 3], [{ train: 'x.npy', passAxis: 0, batchSize: 2 }]);
    expect(passes).toHaveLength(2000);
    expect(asked.shapes).toBe(1);
  });

  test('thousands of steps over one archive, which is listed once, and others have their turns', async () => {
    const steps = Array.from({ length: 640 }, () => ({ train: members('a.npz', 'x7?') }));
    const { passes, asked } = await plan([2, 3], steps);
    expect(passes).toHaveLength(6400);
    expect(asked).toMatchObject({ lists: 1, breaths: 10 });
  });

  test('mini-batches of some of the samples', async () => {
    const labels = async (shape: readonly number[], batchAxis: number) =>
      (await plan(shape, [{ train: 'x.npy', rows: [1, 5], batchSize: 2 }], batchAxis)).passes.map(
        ({ batch }) => batch.label,
      );
    expect(await labels([9, 3], 0)).toEqual(['x.npy [1:3]', 'x.npy [3:5]', 'x.npy [5:6]']);
    expect(await labels([3, 9], 1)).toEqual(['x.npy [:, 1:3]', 'x.npy [:, 3:5]', 'x.npy [:, 5:6]']);
  });
});

describe('samples that the file does not have are refused by name', () => {
  const open = (program: Program) =>
    openSession(program, new MemoryFiles({ 'x.npy': npyOf([4, 2], new Float32Array(8)) }));

  test.each<[what: string, rows: readonly [number, number], program: Omit<Program, 'steps'>, options: object]>([
    ['more of them', [0, 1e9], {}, {}],
    ['as channels', [0, 1e9], { channelAxis: 0 }, {}],
    ['with statistics over the batch', [0, 1e9], { convention: 'makemore' }, {}],
    ['beyond counting', [0, Number.MAX_SAFE_INTEGER], {}, {}],
    ['from beyond counting on', [Number.MAX_SAFE_INTEGER, 2], {}, {}],
    ['in virtual batches', [0, 1e9], {}, { virtualBatchSize: 1 }],
    ['in merged ones', [0, 1e9], {}, { virtualBatchSize: 1, ranks: 'merged' }],
    ['in mini-batches', [3, 2], {}, { batchSize: 1 }],
    ['along another axis', [0, 1e9], { batchAxis: 1, channelAxis: 0 }, {}],
    ['along another axis, cut', [0, 1e9], { batchAxis: 1, channelAxis: 0 }, { virtualBatchSize: 1 }],
  ])('%s', async (_what, rows, program, options) => {
    const axis = program.batchAxis ?? 0;
    await expect(open({ ...program, steps: [{ train: 'x.npy', rows, ...options }] })).rejects.toMatchObject({
      name: 'FormatError',
      refusal: {
        file: expect.stringMatching(/^x\.npy/) as string,
        place: `axis ${axis}`,
        expected: `at least ${rows[0] + rows[1]} samples`,
        found: 'shape [4, 2]',
      },
    });
  });

  test('as one pass among others that run', async () => {
    const owner = await open({ steps: [{ train: 'x.npy' }, { train: 'x.npy', rows: [0, 1e9] }, { eval: 'x.npy' }] });
    await owner.runAll();
    expect(owner.session.passes.map(({ kind }) => kind)).toEqual(['computed', 'refused', 'computed']);
  });
});
