import { describe, expect, test } from 'vitest';
import { parseProgram, reportOf, viewOf, type Program } from '../../../src/session/index.js';
import { configured } from '../../../src/session/program/settings.js';
import { MemoryFiles, npyOf, openSession } from './memoryFiles.js';

/** The report of one file's passes, with outputs; running values of channel 0. */
async function reportFor(program: Omit<Program, 'steps'>, values: readonly number[], channels = 1) {
  const files = new MemoryFiles({ 'x.npy': npyOf([values.length / channels, channels], Float32Array.from(values)) });
  const owner = await openSession({ ...program, steps: [{ train: 'x.npy' }, { eval: 'x.npy' }] }, files);
  await owner.runAll();
  const report = await reportOf(owner.session, owner.store.accessFor(owner.session.layer), { outputs: true });
  return report.passes.map(({ runningMean, runningVar, output }) => ({
    runningMean: runningMean?.[0] ?? NaN,
    runningVar: runningVar?.[0] ?? NaN,
    output: Array.from(output?.data ?? []),
  }));
}

describe('a convention with changes', () => {
  test('is the base but for them: PyTorch with the biased variance stored is the textbook', async () => {
    const changed = await reportFor({ convention: { base: 'pytorch', storedVar: 'biased' } }, [1, 2, 4, 5]);
    expect(changed).toEqual(await reportFor({ convention: 'textbook' }, [1, 2, 4, 5]));
    expect(changed[0].runningVar).toBeCloseTo(1.15, 12);
    expect(changed[1].output[0]).toBeCloseTo(0.652751, 6);
  });

  test('may start elsewhere, and average otherwise', async () => {
    const [{ runningMean, runningVar }] = await reportFor(
      { convention: { base: 'pytorch', initialMean: 10, initialVar: 0, momentumWeighs: 'old', momentum: 0.75 } },
      [1, 2, 4, 5],
    );
    expect(runningMean).toBeCloseTo(0.75 * 10 + 0.25 * 3, 12);
    expect(runningVar).toBeCloseTo((0.25 * 10) / 3, 12);
  });

  test('may take other batches than the original, which refuses some on purpose', async () => {
    const steps = [{ train: 'x.npy' }, { eval: 'x.npy' }];
    const run = async (convention: Pick<Program, 'convention'>) => {
      const files = new MemoryFiles({ 'x.npy': npyOf([2, 2, 3], new Float32Array(12).fill(1)) });
      const owner = await openSession({ ...convention, steps }, files);
      await owner.runAll();
      return owner.session.passes.map((pass) => (pass.kind === 'refused' ? pass.error : pass.kind));
    };
    const refusal = 'x.npy: shape [2, 2, 3]: Textbook takes batches of 2 or 4 axes, found 3';
    expect(await run({ convention: 'textbook' })).toEqual([refusal, refusal]);
    expect(await run({ convention: { base: 'textbook', inputRanks: null } })).toEqual(['computed', 'computed']);
    await expect(run({ convention: { base: 'textbook', inputRanks: [1.5] } })).rejects.toThrow(
      /inputRanks: expected whole numbers/,
    );
  });

  test('may correct its batches by renorm', async () => {
    const renorm = { rmin: 0.5, rmax: 1.2, dmax: 0.7, momentum: 0.9 };
    const [{ output }] = await reportFor({ convention: { base: 'keras', renorm } }, [1, 2, 4, 5]);
    // r = σ / 1 is clipped to 1.2, d = (3 − 0) / 1 to 0.7.
    const std = Math.sqrt(2.5 + 1e-3);
    [1, 2, 4, 5].forEach((x, i) => {
      expect(output[i]).toBeCloseTo(((x - 3) / std) * 1.2 + 0.7, 6);
    });
  });

  test('keeps its changes when other settings change, and drops them with its base', () => {
    const program: Program = { convention: { base: 'pytorch', storedVar: 'biased' }, steps: [] };
    expect(configured(program, { eps: 1e-3 }).convention).toEqual({ base: 'pytorch', storedVar: 'biased', eps: 1e-3 });
    expect(configured(program, { eps: 1e-5 }).convention).toEqual(program.convention);
    expect(configured(program, { convention: 'keras' }).convention).toBe('keras');
    const back: Program = { convention: { base: 'pytorch', storedVar: 'unbiased' }, steps: [] };
    expect(configured(back, {}).convention).toBe('pytorch');
  });

  test.each([
    ['{ "base": "pytorch", "storedVar": "sample" }', /line 1, column \d+: convention\.storedVar is wrong/],
    ['{ "base": "pytorch", "name": "Mine" }', /convention\.name is not something a program has/],
    ['{ "base": "keras", "renorm": { "rmin": 0 } }', /convention\.renorm\.\w+ is missing/],
  ])('is refused where it is wrong: %s', (convention, message) => {
    expect(() => parseProgram(`{ "convention": ${convention}, "steps": [] }`, 'a.bn.json')).toThrow(message);
  });
});

describe('emulation', () => {
  test('gives labml’s NaN on a constant 100.1 in float32, and exact values without it', async () => {
    const constant = new Array<number>(12).fill(100.1);
    const [written] = await reportFor({ convention: 'labml', emulate: { arithmetic: 'float32' } }, constant, 2);
    expect(written.output).toEqual(constant.map(() => NaN));
    expect((written.runningVar - 0.9) / 0.1).toBeCloseTo(-(2 ** -10), 12);
    const [exact] = await reportFor({ convention: 'labml' }, constant, 2);
    expect(exact.output).toEqual(constant.map(() => 0));
    expect(exact.runningVar).toBe(0.9);
  });

  test('shows the digits that float32 has lost beside the exact numbers', async () => {
    const files = new MemoryFiles({ 'x.npy': npyOf([6, 2], new Float32Array(12).fill(100.1)) });
    const numbersOf = async (program: Omit<Program, 'steps'>) => {
      const { session, store } = await openSession({ ...program, steps: [{ train: 'x.npy' }] }, files);
      return viewOf(session, 'numbers', { pass: null, channel: 1 }, store.accessFor(session.layer));
    };
    const { emulated } = await numbersOf({ convention: 'labml', emulate: { arithmetic: 'float32' } });
    const all = Math.log10(2 ** 24);
    // Nothing of the variance is right; the mean is right to the last digit that float32 has.
    expect(emulated?.map(({ quantity, values }) => [quantity, ...values])).toEqual([
      ['batch-mean', Math.fround(100.1), Math.fround(100.1), 0],
      ['batch-variance', 0, -(2 ** -10), all],
    ]);
    expect(await numbersOf({ convention: 'labml' })).not.toHaveProperty('emulated');
  });

  test('keeps the running values in float16, where ±300 squares to infinity and eval outputs 0', async () => {
    const [trained, evaluated] = await reportFor({ emulate: { state: 'float16' } }, [-300, 300, -300, 300]);
    expect(trained.runningVar).toBe(Infinity);
    expect(evaluated.output.map(Math.abs)).toEqual([0, 0, 0, 0]);
  });

  test('rounds the given running values, too: 90,000 is infinite in float16, and x̂ is 0', async () => {
    const state = { runningMean: 1, runningVar: 90_000 };
    const files = new MemoryFiles({ 'x.npy': npyOf([2, 1], Float32Array.of(5, 7)) });
    const owner = await openSession({ emulate: { state: 'float16' }, state, steps: [{ eval: 'x.npy' }] }, files);
    expect([...(owner.session.initial.runningVar ?? [])]).toEqual([Infinity]);
    await owner.runAll();
    const { session, store } = owner;
    const report = await reportOf(session, store.accessFor(session.layer), { outputs: true });
    expect(report.passes[0]).toMatchObject({
      runningVar: Float64Array.of(Infinity),
      output: { data: Float32Array.of(0, 0) },
    });
    expect(report.findings.map(({ message }) => message)).toContain(
      'The initial running variance is +∞ in float16, whose largest number is 65,504: no train pass can make it finite again, and eval of the channel is β from then on.',
    );
    // Beside the emulated number stands the one that was given.
    const { emulated } = await viewOf(session, 'numbers', { pass: 0, channel: 0 }, store.accessFor(session.layer));
    const variance = emulated?.find(({ quantity }) => quantity === 'running-variance');
    expect([...(variance?.values ?? [])].slice(0, 2)).toEqual([90_000, Infinity]);
  });

  test('rounds what float32 state rounds', async () => {
    const [{ runningMean }] = await reportFor({ emulate: { state: 'float32' } }, [1, 2, 4, 5]);
    expect(runningMean).toBe(Math.fround(Math.fround(0.1) * 3));
  });

  test('is refused for a type that it does not know', () => {
    expect(() => parseProgram('{ "emulate": { "state": "float8" }, "steps": [] }', 'a.bn.json')).toThrow(
      /emulate\.state is wrong/,
    );
  });
});
