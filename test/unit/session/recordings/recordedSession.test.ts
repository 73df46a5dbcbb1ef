import { describe, expect, test } from 'vitest';
import { reportOf, viewOf, type Program, type SessionOwner } from '../../../../src/session/index.js';
import { npyOf } from '../memoryFiles.js';
import { calls, COUNT, passesTold, statistics } from './recordedLayer.js';
import { layerFiles, recordedProgram, RecordingFiles, runRecorded, RUN } from './recordingFiles.js';

const reportFor = async ({ session, store }: SessionOwner) => reportOf(session, store.accessFor(session.layer));
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

async function refusal(files: RecordingFiles, program: Program = recordedProgram('bn1')): Promise<string> {
  try {
    await runRecorded(program, files);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was refused';
}

describe('recorded passes', () => {
  test('are passes like any other: the state that should follow is computed, what was recorded stands beside it', async () => {
    const told = passesTold(calls(30, 10));
    const owner = await runRecorded(recordedProgram('bn1'), new RecordingFiles(layerFiles('bn1', told)));
    const { passes, channels } = await reportFor(owner);
    expect([passes.length, channels]).toEqual([33, 4]);
    for (const [index, pass] of passes.entries()) {
      const { mode, step, count, shape, mean, min, max, nonFinite, after } = told[index];
      expect(pass).toMatchObject({ mode, step, count, shape, nonFinite: Uint32Array.from(nonFinite) });
      expect(pass.mean).toEqual(Float64Array.from(mean));
      expect([pass.min, pass.max]).toEqual([Float64Array.from(min), Float64Array.from(max)]);
      for (let channel = 0; channel < 4; channel++) {
        expect(pass.var[channel]).toBeCloseTo(told[index].var[channel], 13);
        // The process rounds to float32 after every pass.
        expect(pass.runningMean?.[channel]).toBeCloseTo(after.mean[channel], 6);
        expect(pass.runningVar?.[channel]).toBeCloseTo(after.var[channel], 6);
      }
      expect(pass.recorded).toEqual({
        runningMean: Float64Array.from(after.mean),
        runningVar: Float64Array.from(after.var),
        numBatchesTracked: after.tracked,
      });
      expect(pass.numBatchesTracked).toBe(after.tracked);
    }
  });

  test('need mode, count, mean and var, and nothing else', async () => {
    const told = passesTold(calls(3, 3));
    const files = new RecordingFiles({
      'bn1/stats_0.npz': statistics(told, { only: ['mode', 'count', 'mean', 'var'] }),
    });
    const { passes } = await reportFor(await runRecorded(recordedProgram('bn1'), files));
    expect(passes.map(({ mode, count }) => [mode, count])).toEqual([
      ['train', COUNT],
      ['train', COUNT],
      ['train', COUNT],
      ['eval', COUNT],
    ]);
    expect(passes[0].shape).toEqual([COUNT, 4]);
    for (const name of ['step', 'recorded', 'min', 'max', 'nonFinite', 'error'])
      expect(passes[0]).not.toHaveProperty(name);
  });

  test.each(['stored', 'deflated'] as const)('of several %s files come in natural order', async (kind) => {
    const told = passesTold(calls(12));
    const files = layerFiles('bn1', told, { perFile: 1, level: kind === 'stored' ? 0 : 6 });
    const { passes } = await reportFor(await runRecorded(recordedProgram('bn1'), new RecordingFiles(files)));
    expect(passes.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('have the γ and β of their own pass', async () => {
    const told = passesTold(calls(3), { gamma: (pass) => 1 + pass });
    const { session } = await runRecorded(recordedProgram('bn1'), new RecordingFiles(layerFiles('bn1', told)));
    expect(session.passes.map(({ before }) => before.gamma?.[0])).toEqual([1, 2, 3]);
  });

  test('go on from what the process had where the program says so', async () => {
    // Somebody loads other values before pass 2, and the layer is updated twice in every pass.
    const told = passesTold(calls(4), {
      updates: () => 2,
      meanwhile: (pass, state) => (pass === 2 ? { ...state, mean: [5, 5, 5, 5] } : state),
    });
    const files = new RecordingFiles(layerFiles('bn1', told));
    const computed = await runRecorded(recordedProgram('bn1'), files);
    expect(computed.session.passes[2].before.runningMean?.[0]).toBeLessThan(1);
    const recorded = await runRecorded(recordedProgram('bn1', { continueFrom: 'recorded' }), files);
    expect(recorded.session.passes[2].before.runningMean).toEqual(Float64Array.of(5, 5, 5, 5));
    expect(recorded.session.passes[3].before.runningVar).toEqual(Float64Array.from(told[2].after.var));
    expect(recorded.session.passes.map(({ before }) => before.numBatchesTracked)).toEqual([0, 2, 4, 6]);
    // The switch is a setting like another.
    await computed.configure({ continueFrom: 'recorded' });
    expect(computed.session.passes[2].before.runningMean?.[0]).toBe(5);
    await computed.undo();
    expect(computed.session.passes[2].before.runningMean?.[0]).toBeLessThan(1);
  });

  test('of a cumulative average weigh alike', async () => {
    const program = recordedProgram('bn1', { convention: { base: 'pytorch', momentum: null } });
    const told = passesTold(calls(5), { momentum: null });
    const { passes } = await reportFor(await runRecorded(program, new RecordingFiles(layerFiles('bn1', told))));
    expect(passes[4].runningMean?.[0]).toBeCloseTo(sum(told.map(({ mean }) => mean[0])) / 5, 12);
  });

  test('of a layer that tracks nothing have no running values', async () => {
    const told = passesTold(calls(3));
    const only = ['mode', 'step', 'count', 'shape', 'mean', 'var', 'min', 'max', 'non_finite'];
    const program = recordedProgram('bn1', { trackRunningStats: false, affine: false });
    const files = new RecordingFiles({ 'bn1/stats_0.npz': statistics(told, { only }) });
    const { passes } = await reportFor(await runRecorded(program, files));
    expect(passes.map(({ runningMean, recorded }) => [runningMean, recorded])).toEqual(
      Array.from({ length: 3 }, () => [null, undefined]),
    );
  });
});

describe('a recording that is not whole', () => {
  const whole = layerFiles('bn1', passesTold(calls(6)), { perFile: 2 });
  const cut = (name: string, bytes: number) => ({ ...whole, [`bn1/${name}`]: whole[`bn1/${name}`].slice(0, bytes) });

  test.each([0, 10, 400, 2000])('opens what is complete: the last file has %i bytes', async (bytes) => {
    const { session } = await runRecorded(recordedProgram('bn1'), new RecordingFiles(cut('stats_2.npz', bytes)));
    expect(session.passes).toHaveLength(4);
    expect(session.notices?.join()).toMatch(/stats_2\.npz is not complete/);
  });

  test('is refused where another file than the last is damaged, or the only one', async () => {
    expect(await refusal(new RecordingFiles(cut('stats_1.npz', 400)))).toMatch(/stats_1\.npz/);
    expect(await refusal(new RecordingFiles({ 'bn1/stats_0.npz': whole['bn1/stats_0.npz'].slice(0, 400) }))).toMatch(
      /stats_0\.npz/,
    );
  });

  test('is refused where no file is there', async () => {
    expect(await refusal(new RecordingFiles({ 'bn1/gamma.npy': npyOf([1], Float32Array.of(1)) }))).toMatch(
      /bn1\/stats_\*\.npz: pattern: no file in bn1 has such a name/,
    );
  });
});

describe('a member that is wrong', () => {
  const told = passesTold(calls(3));
  const table = (rows: number, channels: number) => npyOf([rows, channels], new Float64Array(rows * channels));

  test.each([
    ['mean', null, /stats_0\.npz.*mean/],
    ['var', table(3, 5), /stats_0\.npz: member var: .*expected shape \[3, 4\], found shape \[3, 5\]/],
    ['running_var', table(2, 4), /stats_0\.npz: member running_var: .*expected shape \[3, 4\], found shape \[2, 4\]/],
    ['weight', npyOf([4], new Float64Array(4)), /member weight: .*expected shape \[3, 4\], found shape \[4\]/],
    [
      'mode',
      npyOf([3], Float64Array.of(1, 2, 1)),
      /member mode: .*expected 1 \(train\) or 0 \(eval\), found 2 in its pass 1/,
    ],
    [
      'count',
      npyOf([3], Float64Array.of(1, 0, 1)),
      /member count: .*expected whole numbers from 1 on, found 0 in its pass 1/,
    ],
    ['step', npyOf([3], Float64Array.of(0, 1, 1.5)), /member step: .*expected whole numbers, found 1.5 in its pass 2/],
    [
      'shape',
      npyOf([3, 2], Float64Array.of(128, 4, 128, 4, 128, 5)),
      /member shape: .*pass 2.*expected 128 × 4 elements, found \[128, 5\]/,
    ],
    ['non_finite', npyOf([3, 4], new Float64Array(12).fill(-1)), /member non_finite: .*found -1 in its pass 0/],
    [
      'mean',
      npyOf([12], new Float64Array(12)),
      /member mean: .*expected shape \[passes, channels\], found shape \[12\]/,
    ],
  ])('is refused, naming file, member, expected and found: %s', async (name, bytes, message) => {
    const files = new RecordingFiles({ 'bn1/stats_0.npz': statistics(told, { replace: { [name]: bytes } }) });
    const said = await refusal(files);
    // What is read with its pass is the pass's own affair.
    if (said !== 'nothing was refused') expect(said).toMatch(message);
    else {
      const { passes } = await reportFor(await runRecorded(recordedProgram('bn1'), files));
      expect(passes[0].error).toMatch(message);
    }
  });

  test('has other channels than the file before', async () => {
    const files = new RecordingFiles({
      'bn1/stats_0.npz': statistics(told),
      'bn1/stats_1.npz': statistics(passesTold(calls(3), { channels: 5 })),
    });
    expect(await refusal(files)).toMatch(/stats_1\.npz: member mean: .*expected 4 channels, found 5/);
  });
});

describe('tensors of some passes', () => {
  const told = passesTold([
    { mode: 'train', step: 11 },
    { mode: 'train', step: 12 },
    { mode: 'train', step: 12 },
    { mode: 'eval', step: 12 },
  ]);
  const values = (seed: number) => Float32Array.from({ length: COUNT * 4 }, (_, i) => Math.sin(i * 12.9898 + seed));
  const x = (seed: number) => npyOf([COUNT / 4, 4, 2, 2], values(seed));
  const files = () =>
    new RecordingFiles({ ...layerFiles('bn1', told), 'bn1/x_000012.npy': x(0), 'bn1/x_000012.2.npy': x(1) });

  test('are told by step and call: the first of step 12, and the third', async () => {
    const { session } = await runRecorded(recordedProgram('bn1'), files());
    expect(session.passes.map(({ plan }) => plan.batch.label)).toEqual([
      'step 11',
      'x_000012.npy',
      'step 12, call 2',
      'x_000012.2.npy',
    ]);
  });

  test('make a pass like any other, with what was recorded beside it', async () => {
    const owner = await runRecorded(recordedProgram('bn1'), files());
    const [, first] = owner.session.passes;
    const batch = values(0).filter((_, i) => Math.floor(i / 4) % 4 === 0);
    expect(first.moments && first.moments.shift[0] + first.moments.remainder[0]).toBeCloseTo(
      sum(batch) / batch.length,
      12,
    );
    expect(first.recorded?.after?.runningMean).toEqual(Float64Array.from(told[1].after.mean));
    const access = owner.store.accessFor(owner.session.layer);
    const request = { pass: 1, rowAxis: 2, columnAxis: 3, index: [0, 0, 0, 0], maxRows: 2, maxColumns: 2 };
    const slice = await viewOf(owner.session, 'slice', request, access);
    expect(slice.x).toEqual(Float64Array.from(values(0).slice(0, 4)));
  });

  test('views of values say of a pass without that it recorded none, and which passes did', async () => {
    const owner = await runRecorded(recordedProgram('bn1'), files());
    const access = owner.store.accessFor(owner.session.layer);
    const distribution = (pass: number) => viewOf(owner.session, 'distribution', { pass, channel: 0 }, access);
    await expect(distribution(0)).rejects.toThrow(
      'Pass 1 recorded no values, only its statistics. Passes 2 and 4 recorded theirs.',
    );
    await expect(distribution(1)).resolves.toBeDefined();
    // What needs moments alone works.
    const table = await viewOf(owner.session, 'table', { pass: 0 }, access);
    expect(table.mean).toEqual(Float64Array.from(told[0].mean));
    const { stages, isWithoutValues } = await viewOf(
      owner.session,
      'arithmetic',
      { pass: 0, channel: 0, index: null },
      access,
    );
    expect(isWithoutValues).toBe(true);
    expect(stages.map(({ id, result }) => [id, result !== null])).toEqual([
      ['batch-mean', true],
      ['batch-variance', true],
      ['normalize', false],
      ['scale-and-shift', false],
      ['update-running-mean', true],
      ['update-running-variance', true],
    ]);
  });

  test('one that cannot be read leaves the pass its statistics; one of another size is refused', async () => {
    const broken = files();
    broken.write('bn1/x_000012.npy', x(0).slice(0, 300));
    broken.write('bn1/x_000012.2.npy', npyOf([3, 4, 2, 2], new Float32Array(48)));
    const { session } = await runRecorded(recordedProgram('bn1'), broken);
    expect(session.passes[1].moments?.shift).toEqual(Float64Array.from(told[1].mean));
    expect(session.passes[3]).toMatchObject({
      kind: 'refused',
      error: expect.stringMatching(/expected 128 values per channel, found 12/) as unknown,
    });
  });

  test('an edit writes each pass as a step of its own, which plans the same', async () => {
    const owner = await runRecorded(recordedProgram('bn1'), files());
    const before = owner.session.passes;
    await owner.removePass(0);
    expect(owner.session.program.steps[0]).toEqual({
      recorded: 'bn1/stats_0.npz',
      rows: [1, 1],
      tensors: 'bn1/x_000012.npy',
    });
    expect(owner.session.plan.map(({ batch }) => batch)).toEqual(before.slice(1).map(({ plan }) => plan.batch));
    // Train on the coming batch, which was recorded in eval: its statistics, and nothing beside them.
    await owner.goTo(null);
    await owner.pass('eval');
    expect(owner.session.passes[0].plan.mode).toBe('eval');
    expect(`${RUN}/bn1/stats_0.npz`).toBe(owner.session.plan[1].recorded?.uri);
  });
});
