import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseProgram, reportOf, viewOf, type Program, type SessionOwner } from '../../../../../src/session/index.js';
import { MemoryFiles, npyOf, openSession } from '../../memoryFiles.js';

interface Recorded {
  readonly output: readonly number[];
  readonly runningMean: readonly number[];
  readonly runningVar: readonly number[];
  readonly numBatchesTracked: number;
}

/** PyTorch's numbers for a batch of [10, 3] in chunks of 4, 4 and 2. */
const recorded = JSON.parse(
  readFileSync(new URL('../../../../fixtures/virtual/ghost_batch_norm.json', import.meta.url), 'utf8'),
) as {
  readonly shape: number[];
  readonly x: number[];
  readonly virtualBatchSize: number;
  readonly ghost: readonly Recorded[];
  readonly apart: readonly Recorded[];
  readonly merged: Recorded;
};
const { shape, x, virtualBatchSize } = recorded;
const outputOf = (passes: readonly Recorded[]) => passes.flatMap(({ output }) => output);

const files = () =>
  new MemoryFiles({
    'x.npy': npyOf(shape, Float64Array.from(x)),
    'ghost.npy': npyOf(shape, Float64Array.from(outputOf(recorded.ghost))),
    'merged.npy': npyOf(shape, Float64Array.from(recorded.merged.output)),
    'dy.npy': npyOf(
      shape,
      Float64Array.from(x, (_, i) => Math.sin(i)),
    ),
    'other.npy': npyOf(shape, new Float64Array(30)),
  });

async function run(...steps: Program['steps']): Promise<SessionOwner> {
  const owner = await openSession({ steps }, files());
  await owner.runAll();
  return owner;
}
const passesOf = async ({ session, store }: SessionOwner) =>
  (await reportOf(session, store.accessFor(session.layer), { outputs: true })).passes;

type Pass = Awaited<ReturnType<typeof passesOf>>[number];

function expectAs(pass: Pass, wanted: Recorded): void {
  const close = (actual: ArrayLike<number> | null | undefined, values: readonly number[]) => {
    expect(actual).toHaveLength(values.length);
    values.forEach((value, i) => {
      expect(actual?.[i]).toBeCloseTo(value, 11);
    });
  };
  close(pass.output?.data, wanted.output);
  close(pass.runningMean, wanted.runningMean);
  close(pass.runningVar, wanted.runningVar);
}

describe('virtual batches', () => {
  test('are normalized by their own statistics and move the running values in order, as PyTorch’s chunks do', async () => {
    const passes = await passesOf(await run({ train: 'x.npy', virtualBatchSize }));
    expect(passes.map(({ batch, count }) => [batch, count])).toEqual([
      ['x.npy [0:4]', 4],
      ['x.npy [4:8]', 4],
      ['x.npy [8:10]', 2],
    ]);
    passes.forEach((pass, index) => {
      expectAs(pass, recorded.ghost[index]);
      expect(pass.numBatchesTracked).toBe(recorded.ghost[index].numBatchesTracked);
    });
  });

  test('as ranks apart leave the running values to the first', async () => {
    const [first, second, third] = await passesOf(await run({ train: 'x.npy', virtualBatchSize, ranks: 'apart' }));
    expectAs(first, recorded.apart[0]);
    const { runningMean, runningVar } = recorded.apart[0];
    expectAs(second, { ...recorded.apart[1], runningMean, runningVar });
    expectAs(third, { ...recorded.apart[2], runningMean, runningVar });
  });

  test('as merged ranks are one batch, whose statistics are weighted by their counts', async () => {
    const owner = await run({ train: 'x.npy', virtualBatchSize, ranks: 'merged' });
    const passes = await passesOf(owner);
    expect(passes.map(({ batch, shape: shapeOf }) => [batch, shapeOf])).toEqual([
      ['x.npy in 3 virtual batches', [10, 3]],
    ]);
    expectAs(passes[0], recorded.merged);
  });

  test('cut every mini-batch of a file, each for itself', async () => {
    const owner = await run({ train: 'x.npy', batchSize: 5, virtualBatchSize: 3 });
    expect(owner.session.plan.map(({ batch }) => batch.label)).toEqual([
      'x.npy [0:3]',
      'x.npy [3:5]',
      'x.npy [5:8]',
      'x.npy [8:10]',
    ]);
    const merged = await run({ train: 'x.npy', batchSize: 5, virtualBatchSize: 3, ranks: 'merged' });
    expect(merged.session.plan.map(({ batch }) => batch.label)).toEqual([
      'x.npy [0:5] in 2 virtual batches',
      'x.npy [5:10] in 2 virtual batches',
    ]);
    const [whole] = await passesOf(await run({ train: 'x.npy', batchSize: 5 }));
    const [first] = await passesOf(merged);
    expectAs(first, {
      output: Array.from(whole.output?.data ?? []),
      runningMean: Array.from(whole.runningMean ?? []),
      runningVar: Array.from(whole.runningVar ?? []),
      numBatchesTracked: 1,
    });
  });

  test('find their share of the expected output and of the upstream gradient', async () => {
    const files = { expect: 'ghost.npy', gradOutput: 'dy.npy', rtol: 1e-9 } as const;
    const owner = await run({ train: 'x.npy', virtualBatchSize, ...files });
    expect((await passesOf(owner)).map((pass) => pass.expect?.passed)).toEqual([true, true, true]);
    const { session, store } = owner;
    const request = { pass: 2, channel: 1, upstream: 'file' } as const;
    const { dBeta } = await viewOf(session, 'gradients', request, store.accessFor(session.layer));
    expect(dBeta?.[1]).toBeCloseTo(Math.sin(25) + Math.sin(28), 12);
    const merged = await run({ train: 'x.npy', virtualBatchSize, ranks: 'merged', ...files, expect: 'merged.npy' });
    expect((await passesOf(merged)).map((pass) => pass.expect?.passed)).toEqual([true]);
  });

  test('stay what they are in an edited program', async () => {
    const steps: Program['steps'] = [
      { train: 'x.npy', virtualBatchSize: 6, ranks: 'merged' },
      { train: 'x.npy', rows: [2, 8], virtualBatchSize: 6, ranks: 'merged' },
      { train: 'x.npy', virtualBatchSize: 6, ranks: 'apart' },
      { eval: 'other.npy' },
    ];
    const owner = await run(...steps);
    const { plan, passes } = owner.session;
    await owner.removePass(plan.length - 1);
    expect(owner.session.program.steps).toEqual([
      steps[0],
      steps[1],
      { train: 'x.npy', rows: [0, 6] },
      { train: 'x.npy', rows: [6, 4], keepsState: true },
    ]);
    expect(owner.session.plan).toEqual(plan.slice(0, -1));
    expect(owner.session.passes).toEqual(passes.slice(0, -1));
  });

  test('are of a train step with one file', async () => {
    await expect(run({ train: ['x.npy', 'other.npy'], virtualBatchSize })).rejects.toThrow(
      /x\.npy: virtualBatchSize: it cuts one file, and there are several/,
    );
    const parse = (step: object) => parseProgram(JSON.stringify({ steps: [step] }), 'a.bn.json');
    await expect(run({ eval: 'x.npy', virtualBatchSize })).rejects.toThrow(/virtualBatchSize: only training has/);
    expect(() => parse({ train: 'x.npy', virtualBatchSize: 0 })).toThrow(/virtualBatchSize/);
    expect(parse({ train: 'x.npy', virtualBatchSize: 4 }).steps).toHaveLength(1);
  });
});
