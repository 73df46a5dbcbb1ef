import { describe, expect, test } from 'vitest';
import { backward } from '../../../../src/engine/index.js';
import type { Program } from '../../../../src/session/index.js';
import { planProgram, stepOf } from '../../../../src/session/program/index.js';
import { programWithPaths, namedPaths } from '../../../../src/session/program/paths/namedPaths.js';
import { checkProgram } from '../../../../src/session/program/text/valueProblems.js';
import { BASE, batchBytes, exampleFiles, npyOf, openSession, trains } from '../memoryFiles.js';

async function ran(program: Program, files = exampleFiles()) {
  const owner = await openSession(program, files);
  await owner.runAll();
  return owner;
}
const statesOf = async (program: Program, files = exampleFiles()) =>
  (await ran(program, files)).session.passes.map(({ stateAfter }) => stateAfter);

describe('the state that is expected after a pass', () => {
  test('is compared as the output is: values, files, and the count', async () => {
    const { session } = await ran({ steps: trains(2) });
    const { runningMean, runningVar } = session.passes[1].after;
    if (!runningMean || !runningVar) throw new Error('PyTorch keeps running values');
    const files = exampleFiles();
    files.write('rm.npy', npyOf([3], Float64Array.from(runningMean)));
    const steps = (stateAfter: object): Program => ({
      steps: [{ train: 'batch_0.npy' }, { train: 'batch_1.npy', stateAfter }],
    });
    const good = { runningMean: 'rm.npy', runningVar: [...runningVar], numBatchesTracked: 2 };
    // What was expected of the running values is kept: how many updates it is away is a finding's affair.
    const running = { runningMean: Float64Array.from(runningMean), runningVar: Float64Array.from(runningVar) };
    expect(await statesOf(steps(good), files)).toEqual([undefined, { passed: true, maxAbsError: 0, running }]);
    const [, off] = await statesOf(steps({ ...good, numBatchesTracked: 3 }), files);
    expect(off).toMatchObject({ passed: false, maxAbsError: 1 });
    const near = { runningVar: [...runningVar].map((value) => value * (1 + 9e-6)) };
    expect((await statesOf(steps(near)))[1]?.passed).toBe(true);
    const far = { runningVar: [...runningVar].map((value) => value * (1 + 1.2e-5)) };
    expect((await statesOf(steps(far)))[1]?.passed).toBe(false);
  });

  test('has its step’s tolerance', async () => {
    const steps = (rtol: number) => [{ train: 'batch_0.npy', stateAfter: { runningMean: 0 }, rtol, atol: 10 }];
    expect((await statesOf({ steps: steps(0) }))[0]?.passed).toBe(true);
    expect((await statesOf({ steps: [{ ...steps(0)[0], atol: 1e-9 }] }))[0]?.passed).toBe(false);
  });

  test('of several passes is that after the last, and of a pattern that of each', async () => {
    const cut = await statesOf({ steps: [{ train: 'batch_0.npy', batchSize: 4, stateAfter: { runningMean: 0 } }] });
    expect(cut.map((state) => state?.passed)).toEqual([undefined, false]);
    const files = exampleFiles();
    for (const at of [1, 2]) files.write(`rm_${at}.npy`, npyOf([3], new Float64Array(3)));
    for (const at of [1, 2]) files.write(`b_${at}.npy`, batchBytes([4, 3], at));
    const each = await statesOf({ steps: [{ train: 'b_*.npy', stateAfter: { runningMean: 'rm_*.npy' } }] }, files);
    expect(each.map((state) => state?.passed)).toEqual([false, false]);
  });

  test('that cannot be compared says why', async () => {
    const [wrong] = await statesOf({ steps: [{ train: 'batch_0.npy', stateAfter: { runningMean: [1, 2] } }] });
    expect(wrong?.problem).toContain('stateAfter.runningMean: found 2 values, expected 3 values');
    const [gone] = await statesOf({ steps: [{ train: 'batch_0.npy', stateAfter: { runningMean: 'gone.npy' } }] });
    expect(gone).toMatchObject({ passed: false, isUnreadable: true });
    const [untracked] = await statesOf({
      trackRunningStats: false,
      steps: [{ train: 'batch_0.npy', stateAfter: { runningMean: 0 } }],
    });
    expect(untracked?.problem).toBe('runningMean: the layer keeps no running values');
  });

  test('is compared after a refused pass, too', async () => {
    const [, state] = await statesOf({
      steps: [{ train: 'batch_0.npy' }, { train: 'single.npy', stateAfter: { numBatchesTracked: 2 } }],
    });
    expect(state).toEqual({ passed: true, maxAbsError: 0 });
  });
});

describe('the gradient that is expected', () => {
  test('is that of the input, given the upstream one', async () => {
    const files = exampleFiles();
    files.write('dy.npy', batchBytes([8, 3, 4], 50));
    const owner = await ran({ steps: [{ train: 'batch_0.npy' }] }, files);
    const [pass] = owner.session.passes;
    const tensor = (name: string) => owner.store.tensor({ uri: `${BASE}/${name}`, label: name });
    const { dx } = backward(await tensor('batch_0.npy'), await tensor('dy.npy'), pass.before, pass.layer, 'train');
    files.write('dx.npy', npyOf([8, 3, 4], Float64Array.from(dx.values)));
    files.write(
      'wrong.npy',
      npyOf(
        [8, 3, 4],
        Float64Array.from(dx.values, (value) => value + 0.5),
      ),
    );
    const gradient = async (step: object) => {
      const one = (await ran({ steps: [{ train: 'batch_0.npy', ...step }] }, files)).session.passes[0];
      return one.kind === 'computed' ? one.expectGrad : undefined;
    };
    expect(await gradient({ gradOutput: 'dy.npy', expectGrad: 'dx.npy' })).toMatchObject({ passed: true });
    const off = await gradient({ gradOutput: 'dy.npy', expectGrad: 'wrong.npy' });
    expect(off).toMatchObject({ passed: false, maxAbsError: expect.closeTo(0.5, 5) as number });
    expect((await gradient({ expectGrad: 'dx.npy' }))?.problem).toContain('"gradOutput"');
    expect((await gradient({ gradOutput: 'dy.npy', expectGrad: 'single.npy' }))?.problem).toContain(
      'expected is [1, 3]',
    );
  });
});

describe('what is expected in a program', () => {
  const step = {
    train: 'batch_0.npy',
    expect: 'y.npy',
    rtol: 0.5,
    gradOutput: 'dy.npy',
    expectGrad: 'dx.npy',
    stateAfter: { runningMean: 'rm.npy', runningVar: [1, 2, 3], numBatchesTracked: { file: 'a.npz', member: 'n' } },
  };

  test('is a program’s, and its paths are moved with it', () => {
    expect(checkProgram({ steps: [step] }).problems).toEqual([]);
    expect(checkProgram({ steps: [{ ...step, stateAfter: { gamma: 1 } }] }).problems).not.toEqual([]);
    const places = namedPaths({ steps: [step] }).map(({ place }) => place);
    expect(places).toContain('steps[0].expectGrad');
    expect(places).toContain('steps[0].stateAfter.runningMean');
    expect(places).toContain('steps[0].stateAfter.numBatchesTracked');
    const moved = programWithPaths({ steps: [step] }, (path) => (typeof path === 'string' ? `up/${path}` : path));
    expect(moved.steps[0]).toMatchObject({ expectGrad: 'up/dx.npy', stateAfter: { runningMean: 'up/rm.npy' } });
  });

  test('is planned, and written as the step that it was', async () => {
    const sources = {
      list: () => Promise.resolve([]),
      members: () => Promise.resolve(['n']),
      recorded: () => Promise.reject(new Error('nothing was recorded')),
      shapeOf: () => Promise.resolve([8, 3, 4]),
    };
    const { plan } = await planProgram([step], BASE, sources);
    expect(plan[0].stateAfter).toMatchObject({ values: { runningMean: `${BASE}/rm.npy` }, rtol: 0.5 });
    expect(stepOf(plan[0], BASE)).toEqual(step);
  });
});
