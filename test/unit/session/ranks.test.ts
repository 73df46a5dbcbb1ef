import { describe, expect, test } from 'vitest';
import { reportOf, viewOf, type Program, type SessionOwner } from '../../../src/session/index.js';
import { MemoryFiles, npyOf, openSession } from './memoryFiles.js';

/** Two ranks of different sizes, [2, 2] and [3, 2], and their samples in one file. */
const rank0 = [1, 10, 3, 30];
const rank1 = [2, NaN, 8, 20, 5, 50];
const files = () =>
  new MemoryFiles({
    'r0.npy': npyOf([2, 2], Float32Array.from(rank0)),
    'r1.npy': npyOf([3, 2], Float32Array.from(rank1)),
    'all.npy': npyOf([5, 2], Float32Array.from([...rank0, ...rank1])),
    'wide.npy': npyOf([2, 3], new Float32Array(6)),
  });

async function run(...steps: Program['steps']): Promise<SessionOwner> {
  const owner = await openSession({ steps }, files());
  await owner.runAll();
  return owner;
}
const report = ({ session, store }: SessionOwner) =>
  reportOf(session, store.accessFor(session.layer), { outputs: true });

describe('merged ranks', () => {
  test('are one batch: the numbers are those of one file with all samples', async () => {
    const [merged] = (await report(await run({ train: ['r0.npy', 'r1.npy'] }))).passes;
    const [whole] = (await report(await run({ train: 'all.npy' }))).passes;
    // Σ(x − μ)² is merged from two, not added up as one.
    expect(merged.var[0]).toBeCloseTo(whole.var[0], 12);
    expect(merged.runningVar?.[0]).toBeCloseTo(whole.runningVar?.[0] ?? NaN, 12);
    const { mean, min, max, count, nonFinite, output } = whole;
    expect(merged).toMatchObject({ mean, min, max, count, nonFinite, output, batch: 'r0.npy + r1.npy' });
    expect(merged.mean[0]).toBeCloseTo((1 + 3 + 2 + 8 + 5) / 5, 12);
    expect([merged.count, merged.nonFinite?.[1]]).toEqual([5, 1]);
  });

  test('may be named by a pattern, and say where a value is not finite in the joined batch', async () => {
    const { session, store } = await run({ train: ['r?.npy'] });
    const numbers = await viewOf(session, 'numbers', { pass: 0, channel: 1 }, store.accessFor(session.layer));
    expect(numbers.firstNonFinite?.index).toEqual([2, 1]);
    expect(session.plan).toHaveLength(1);
  });

  test('are read once each, and stay one step in an edited program', async () => {
    const memory = files();
    const owner = await openSession({ steps: [{ train: ['r0.npy', 'r1.npy'] }, { eval: 'all.npy' }] }, memory);
    await owner.runAll();
    expect(Object.fromEntries(memory.reads)).toEqual({ 'r0.npy': 1, 'r1.npy': 1, 'all.npy': 1 });
    await owner.removePass(1);
    expect(owner.session.program.steps).toEqual([{ train: ['r0.npy', 'r1.npy'] }]);
    await owner.split(2);
    expect(owner.session.program.steps).toEqual([{ train: ['r0.npy', 'r1.npy'] }]);
  });

  test('of other channels are refused, naming the file', async () => {
    const steps: Program['steps'] = [{ train: 'r0.npy' }, { train: ['r0.npy', 'wide.npy'] }];
    const [, refused] = (await report(await run(...steps))).passes;
    expect(refused.error).toBe(
      'wide.npy: shape: it is no rank of the batch that r0.npy begins (expected [samples, 2], found [2, 3])',
    );
  });

  test('are not cut into mini-batches', async () => {
    await expect(run({ train: ['r0.npy', 'r1.npy'], batchSize: 2 })).rejects.toThrow(/r0\.npy: batchSize: it cuts one/);
  });
});

describe('ranks apart', () => {
  test('are normalized by their own statistics, and the running values are those of the first', async () => {
    const owner = await run({ train: ['r0.npy', 'r1.npy'], ranks: 'apart' }, { eval: 'all.npy' });
    const [first, second, evaluated] = (await report(owner)).passes;
    expect(first.runningMean?.[0]).toBeCloseTo(0.1 * 2, 12);
    expect(second.runningMean).toEqual(first.runningMean);
    expect(second.numBatchesTracked).toBe(1);
    const [alone] = (await report(await run({ train: 'r1.npy' }))).passes;
    expect(second.output).toEqual(alone.output);
    const [mean, variance] = [first.runningMean?.[0] ?? NaN, first.runningVar?.[0] ?? NaN];
    expect(evaluated.output?.data[0]).toBeCloseTo((1 - mean) / Math.sqrt(variance + 1e-5), 6);
  });

  test('have no update among the stages of the others, which leave the initial weight', async () => {
    const { session, store } = await run({ train: ['r0.npy', 'r1.npy'], ranks: 'apart' });
    const access = store.accessFor(session.layer);
    const stages = async (pass: number) =>
      (await viewOf(session, 'arithmetic', { pass, channel: 0, index: null }, access)).stages.map(({ id }) => id);
    expect(await stages(0)).toContain('update-running-mean');
    expect(await stages(1)).toEqual(['batch-mean', 'batch-variance', 'normalize', 'scale-and-shift']);
    const [history] = await viewOf(session, 'history', { channels: [0] }, access);
    expect([...history.initialWeight]).toEqual([1, 0.9, 0.9]);
  });

  test('stay apart in an edited program', async () => {
    const owner = await run({ train: ['r0.npy', 'r1.npy'], ranks: 'apart' }, { eval: 'all.npy' });
    const before = owner.session.passes[1].after;
    await owner.removePass(2);
    expect(owner.session.program.steps).toEqual([{ train: 'r0.npy' }, { train: 'r1.npy', keepsState: true }]);
    expect(owner.session.passes[1].after).toEqual(before);
  });

  test('part from other conventions as the same program under them', async () => {
    const { session, store } = await run({ train: ['r0.npy', 'r1.npy'], ranks: 'apart' });
    const request = { conventions: ['pytorch', 'textbook'], pass: 1 };
    const compared = await viewOf(session, 'comparison', request, store.accessFor(session.layer));
    // Variance of [10, 30]: 200 unbiased, 100 biased; the second rank moves nothing.
    expect([...compared.others[0].runningVar].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([10, 10]);
  });
});
