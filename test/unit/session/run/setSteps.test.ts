import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LayerState } from '../../../../src/engine/index.js';
import type { PassRecord, Program, SetStep } from '../../../../src/session/index.js';
import { exampleFiles, npyOf, openSession, trains } from '../memoryFiles.js';

const files = () => {
  const all = exampleFiles();
  all.write('rm.npy', npyOf([3], Float64Array.of(5, 6, 7)));
  all.write('four.npy', npyOf([4], Float64Array.of(1, 2, 3, 4)));
  all.write('half.npy', npyOf([1], Float64Array.of(0.5)));
  return all;
};

async function run(program: Program) {
  const owner = await openSession(program, files());
  await owner.runAll();
  return owner;
}
const passesOf = async (...steps: Program['steps']) => (await run({ steps })).session.passes;
const [first, second, third, fourth] = trains(4);
const meanOf = ({ runningMean }: LayerState): number[] => [...(runningMean ?? [])];
const settings = (passes: readonly PassRecord[]) =>
  passes.map(({ layer: { convention } }) => [convention.eps, convention.momentum]);

describe('a step that sets', () => {
  test('eps and momentum holds in the passes after it, until it is set again', async () => {
    const passes = await passesOf(
      first,
      { set: { eps: 0.5, momentum: 0.25 } },
      second,
      { eval: 'val.npy' },
      { set: { momentum: null } },
      third,
    );
    expect(settings(passes)).toEqual([
      [1e-5, 0.1],
      [0.5, 0.25],
      [0.5, 0.25],
      [0.5, null],
    ]);
    const [one, two] = passes;
    const batch = (two.moments?.shift[0] ?? NaN) + (two.moments?.remainder[0] ?? NaN);
    expect(meanOf(two.after)[0]).toBeCloseTo(0.75 * meanOf(one.after)[0] + 0.25 * batch, 14);
    expect(passes[3].after.numBatchesTracked).toBe(3);
  });

  test('values begins the next pass with them: one for all, one for each channel, or a file', async () => {
    const passes = await passesOf(
      first,
      { set: { runningMean: 'rm.npy', runningVar: [1, 2, 3], gamma: 2, numBatchesTracked: 40 } },
      { set: { beta: 0.5 } },
      { eval: 'val.npy' },
      second,
    );
    expect(passes[0].before.gamma).toEqual(Float64Array.of(1, 1, 1));
    expect(passes[1].before).toMatchObject({
      runningMean: Float64Array.of(5, 6, 7),
      runningVar: Float64Array.of(1, 2, 3),
      gamma: Float64Array.of(2, 2, 2),
      beta: Float64Array.of(0.5, 0.5, 0.5),
      numBatchesTracked: 40,
    });
    expect(passes[2].after.numBatchesTracked).toBe(41);
    expect(passes[2].after.gamma).toEqual(Float64Array.of(2, 2, 2));
  });

  test('what the layer has no place for changes nothing', async () => {
    const steps = [first, { set: { gamma: 'gone.npy', runningMean: 3 } }, { eval: 'val.npy' }];
    const { session } = await run({ affine: false, trackRunningStats: false, steps });
    expect(session.passes[1].before).toEqual(session.initial);
  });

  test('running values are held in what the layer keeps them in', async () => {
    const steps = [first, { set: { runningMean: 0.1, runningVar: 0.3 } }, { eval: 'val.npy' }];
    const { session } = await run({ emulate: { state: 'float16' }, steps });
    expect(session.passes[1].before.runningMean?.[0]).toBe(0.0999755859375);
    expect(session.passes[1].set?.runningMean?.[0]).toBe(0.1);
  });

  test('after the last pass waits in the program', async () => {
    const { session } = await run({ steps: [first, { set: { eps: 1 } }] });
    expect(session.plan).toHaveLength(1);
    expect(settings(session.passes)).toEqual([[1e-5, 0.1]]);
    expect(session.program.steps).toHaveLength(2);
  });

  test('before a batch that is refused is set all the same', async () => {
    const passes = await passesOf(first, { set: { runningMean: 9, eps: 1 } }, { eval: 'gone.npy' }, second);
    expect(passes[1]).toMatchObject({ kind: 'refused', error: 'gone.npy: on disk: there is no such file' });
    expect(meanOf(passes[2].before)).toEqual([9, 9, 9]);
    expect(settings(passes)[2]).toEqual([1, 0.1]);
  });
});

/** What a layer starts with that is as the pass before left it, changed by hand. */
function programFrom({ after, layer }: PassRecord, { set }: SetStep, steps: Program['steps']): Program {
  const { eps, momentum, ...values } = set;
  const { convention } = layer;
  const listed = (of: Float64Array | null) => (of ? { given: [...of] } : {}).given;
  const [gamma, beta] = [listed(after.gamma), listed(after.beta)];
  const [runningMean, runningVar] = [listed(after.runningMean), listed(after.runningVar)];
  return {
    convention: {
      base: convention.key,
      eps: eps ?? convention.eps,
      momentum: momentum === undefined ? convention.momentum : momentum,
    },
    state: {
      ...(gamma && { gamma }),
      ...(beta && { beta }),
      ...(runningMean && { runningMean }),
      ...(runningVar && { runningVar }),
      numBatchesTracked: after.numBatchesTracked,
      ...values,
    },
    steps,
  };
}

test('a program with a set step is the part before it, the layer edited by hand, and the rest', async () => {
  const channelValues = fc.oneof(
    fc.double({ min: 0.01, max: 9, noNaN: true }),
    fc.constant([3, 0.5, 1]),
    fc.constant('rm.npy'),
  );
  const set = fc.record(
    {
      eps: fc.constantFrom(0, 1e-3, 2),
      momentum: fc.constantFrom(0.5, null),
      gamma: channelValues,
      beta: channelValues,
      runningMean: channelValues,
      runningVar: channelValues,
      numBatchesTracked: fc.nat({ max: 50 }),
    },
    { requiredKeys: [] },
  );
  const pass = fc.constantFrom<Program['steps'][number]>(
    first,
    second,
    third,
    { eval: 'val.npy' },
    { train: 'single.npy' },
  );
  const passes = fc.array(pass, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('pytorch', 'keras', 'tf-fused', 'mxnet'),
      passes,
      set,
      passes,
      async (convention, before, changes, behind) => {
        const channelAxis = 1;
        const whole = await run({ convention, channelAxis, steps: [...before, { set: changes }, ...behind] });
        const part = await run({ convention, channelAxis, steps: before });
        const last = part.session.passes[before.length - 1];
        const rest = await run({ ...programFrom(last, { set: changes }, behind), channelAxis });
        expect(whole.session.passes.slice(0, before.length).map(({ after }) => after)).toEqual(
          part.session.passes.map(({ after }) => after),
        );
        expect(settings(whole.session.passes.slice(before.length))).toEqual(settings(rest.session.passes));
        for (const [index, { after, kind }] of rest.session.passes.entries()) {
          const other = whole.session.passes[before.length + index];
          expect([other.kind, other.after.numBatchesTracked]).toEqual([kind, after.numBatchesTracked]);
          for (const name of ['gamma', 'beta', 'runningMean', 'runningVar'] as const) {
            const [found, wanted] = [[...(other.after[name] ?? [])], [...(after[name] ?? [])]];
            expect(found).toHaveLength(wanted.length);
            // A program cannot give what rounding the running mean left out.
            found.forEach((value, channel) => expect(value).toBeCloseTo(wanted[channel], 12));
          }
        }
      },
    ),
    { numRuns: 120, seed: 3 },
  );
});

describe('an average that keeps sums', () => {
  test.each([
    ['caffe', 'h = m·h + x over f = m·f + 1', (set: number, x: number) => (0.999 * set + x) / (0.999 + 1)],
    ['haiku', 'zero-debiased', (set: number, x: number) => (0.9 * 0.1 * set + 0.1 * x) / (1 - 0.9 ** 2)],
  ])('of %s goes on from what is set with the weight of the batches before: %s', async (convention, _, next) => {
    const steps = [first, { set: { runningMean: 7 } }, second];
    const state = { convention: { base: convention, momentum: convention === 'caffe' ? 0.999 : 0.9 }, channelAxis: 1 };
    const { session } = await run({ ...state, steps });
    const { moments, before, after } = session.passes[1];
    expect(meanOf(before)).toEqual([7, 7, 7]);
    const batch = (moments?.shift[1] ?? NaN) + (moments?.remainder[1] ?? NaN);
    expect(meanOf(after)[1]).toBeCloseTo(next(7, batch), 13);
  });
});

describe('what does not fit', () => {
  test.each<[SetStep['set'], RegExp]>([
    [{ runningMean: 'four.npy' }, /^steps\[1\]\.set\.runningMean: four\.npy has shape \[4\], expected 3 values/],
    [{ gamma: [1, 2] }, /^steps\[1\]\.set\.gamma: found 2 values, expected 3 values/],
    [{ runningVar: 'gone.npy' }, /^gone\.npy: on disk: there is no such file/],
    [{ numBatchesTracked: 'rm.npy' }, /^steps\[1\]\.set\.numBatchesTracked: rm\.npy: expected one .*found shape \[3\]/],
    [{ momentum: Infinity }, /^steps\[1\]\.set\.momentum: expected a number or null, found Infinity/],
  ])('is refused before anything runs: %j', async (set, message) => {
    await expect(openSession({ steps: [first, { set }, second] }, files())).rejects.toThrow(message);
  });

  test('and is only seen when it is read refuses its pass, and nothing is set', async () => {
    const passes = await passesOf(first, { set: { eps: 1, numBatchesTracked: 'half.npy' } }, second, third);
    expect(passes.map(({ kind }) => kind)).toEqual(['computed', 'refused', 'computed']);
    expect(passes[1]).toMatchObject({
      error: 'batch_1.npy: set.numBatchesTracked: half.npy: expected one whole number from 0 on, found 0.5',
    });
    expect(passes[2].before).toEqual(passes[0].after);
    expect(settings(passes)[2]).toEqual([1e-5, 0.1]);
  });

  test('a file that the program may not name is no less one in a step that sets', async () => {
    const steps = [first, { set: { gamma: '../../gamma.npy' } }];
    await expect(openSession({ steps }, files())).rejects.toThrow(/steps\[1\]\.set\.gamma: it is not below the folder/);
  });
});

describe('an edited program sets what it did, where it did', () => {
  const set = { set: { eps: 0.5 } };

  test('a pass that is put in comes behind what is set', async () => {
    const owner = await openSession({ steps: [first, set, second, third] }, files());
    await owner.runAll();
    await owner.goTo(0);
    await owner.pass('eval');
    expect(owner.session.program.steps).toEqual([first, set, { eval: 'batch_1.npy' }, second, third]);
    expect(owner.session.stepOfPass).toEqual([0, 2, 3, 4]);
    expect(settings(owner.session.passes).map(([eps]) => eps)).toEqual([1e-5, 0.5, 0.5, 0.5]);
  });

  test('and so does one at the end', async () => {
    const owner = await openSession({ steps: [first, set] }, files());
    await owner.runAll();
    await owner.pass('eval');
    expect(owner.session.program.steps).toEqual([first, set, { eval: 'batch_0.npy' }]);
    expect(settings(owner.session.passes)[1]).toEqual([0.5, 0.1]);
  });

  test('among the passes of a pattern', async () => {
    const owner = await openSession({ steps: [set, { train: 'batch_1?.npy' }, set] }, files());
    await owner.runAll();
    await owner.goTo(0);
    await owner.pass('eval');
    const names = (index: number) => ({ train: `batch_${index}.npy` });
    expect(owner.session.program.steps).toEqual([set, names(10), { eval: 'batch_11.npy' }, names(11), set]);
  });

  test('a pass that is removed leaves it', async () => {
    const owner = await run({ steps: [first, set, second, { set: { eps: 2 } }, third] });
    await owner.removePass(1);
    expect(owner.session.program.steps).toEqual([first, set, { set: { eps: 2 } }, third]);
    await owner.removePass(1);
    expect(owner.session.program.steps).toEqual([first, set, { set: { eps: 2 } }]);
  });

  test('batches that are added come behind it, those that replace them without it', async () => {
    const owner = await run({ steps: [first, set] });
    await owner.addBatches(['memory:/work/batch_3.npy'], false);
    expect(owner.session.program.steps).toEqual([first, set, fourth]);
    await owner.addBatches(['memory:/work/batch_3.npy'], true);
    expect(owner.session.program.steps).toEqual([fourth]);
  });

  test('batches that are split', async () => {
    const owner = await run({ steps: [first, set, second, set] });
    await owner.split(4);
    const rows = (train: string) => [0, 4].map((start) => ({ train, rows: [start, 4] }));
    expect(owner.session.program.steps).toEqual([...rows('batch_0.npy'), set, ...rows('batch_1.npy'), set]);
  });

  test('passes of one file become one only where nothing is set between them', async () => {
    const steps = [set, { train: 'batch_0.npy', passAxis: 2 }, set, second];
    const owner = await run({ steps });
    await owner.configure({ passAxis: null });
    expect(owner.session.program.steps).toEqual([set, { train: 'batch_0.npy' }, set, second]);

    const between = await run({
      steps: [
        { train: { file: 'batch_0.npy', slice: ':, :, 0' } },
        set,
        { train: { file: 'batch_0.npy', slice: ':, :, 1' } },
      ],
    });
    const before = between.session.program.steps;
    await between.configure({ passAxis: null });
    expect(between.session.program.steps).toEqual(before);
  });

  test('another convention drops what it has no place for', async () => {
    const owner = await run({ steps: [first, { set: { gamma: 2, eps: 1 } }, { set: { beta: 1 } }, second] });
    await owner.configure({ convention: 'linear-projection' });
    expect(owner.session.program.steps).toEqual([first, { set: { eps: 1 } }, second]);
  });

  test('only what comes behind a change is computed again', async () => {
    const owner = await run({ steps: [first, second, set, third, fourth] });
    const before = owner.session.passes;
    await owner.removePass(3);
    expect(owner.session.passes.every((record, pass) => record === before[pass])).toBe(true);
    const other = await openSession({ steps: [first, second, { set: { eps: 2 } }, third] }, files());
    await other.runAll();
    expect(settings(other.session.passes)[2]).toEqual([2, 0.1]);
  });
});
