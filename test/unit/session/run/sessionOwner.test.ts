import { describe, expect, test } from 'vitest';
import type { Session } from '../../../../src/session/index.js';
import type { SessionOwner } from '../../../../src/session/run/sessionOwner.js';
import { BASE, batchBytes, exampleFiles, MemoryFiles, openSession, trains } from '../memoryFiles.js';

const plan = ({ session }: SessionOwner) => session.plan.map(({ mode, batch }) => `${mode} ${batch.label}`);
const cursor = ({ session }: SessionOwner) => [session.cursor.pass, session.cursor.stage];
const means = ({ passes }: Session) => passes.map(({ after }) => [...(after.runningMean ?? [])]);

describe('running passes', () => {
  test('moves the running averages as PyTorch does', async () => {
    const files = exampleFiles();
    // Two samples, one channel: mean 2, unbiased variance 2.
    files.write('x.npy', batchBytes([2, 1], 0));
    const owner = await openSession({ steps: [{ train: 'x.npy' }] }, files);
    await owner.pass('train');
    const { moments, after } = owner.session.passes[0];
    const mean = (moments?.shift[0] ?? NaN) + (moments?.remainder[0] ?? NaN);
    expect(after.runningMean?.[0]).toBeCloseTo(0.1 * mean, 15);
    expect(after.runningVar?.[0]).toBeCloseTo(0.9 + 0.1 * (moments?.m2[0] ?? NaN), 15);
    expect(after.numBatchesTracked).toBe(1);
  });

  test('N = 1 in training is refused and counted, the running values stay, and later passes run', async () => {
    const owner = await openSession({ steps: [...trains(1), { train: 'single.npy' }, { train: 'batch_1.npy' }] });
    await owner.runAll();
    const { passes } = owner.session;
    expect(passes.map(({ kind }) => kind)).toEqual(['computed', 'refused', 'computed']);
    expect(passes[1]).toMatchObject({
      error: 'Expected more than 1 value per channel when training, got input size torch.Size([1, 3])',
      shape: [1, 3],
    });
    expect(passes[1].after).toEqual({ ...passes[0].after, numBatchesTracked: 2 });
    expect(passes[2].after.numBatchesTracked).toBe(3);
  });

  test('a wrong number of channels and a file that is gone are refused one by one', async () => {
    const owner = await openSession({ steps: [...trains(1), { train: 'wide.npy' }, { eval: 'gone.npy' }] });
    await owner.runAll();
    const errors = owner.session.passes.map((pass) => (pass.kind === 'refused' ? pass.error : ''));
    expect(errors[1]).toMatch(/wide\.npy: .*\[3\].*\[8, 5, 4\].*\[5\]/);
    expect(errors[2]).toBe('gone.npy: on disk: there is no such file');
    expect(cursor(owner)).toEqual([3, null]);
  });

  test('a batch whose channels the state does not fit is not measured', async () => {
    const files = exampleFiles();
    files.write('large.npy', batchBytes([8, 5, 1000]));
    const owner = await openSession({ steps: [...trains(1), { train: 'large.npy' }] }, files);
    await owner.runAll();
    expect(owner.session.passes[1]).toMatchObject({ kind: 'refused', shape: [8, 5, 1000] });
    expect(owner.session.passes[1].moments).toBeUndefined();
    expect(files.reads.has('large.npy')).toBe(false);
  });

  test('a first file that cannot be read leaves the program to the others', async () => {
    const owner = await openSession({ steps: [{ train: 'gone.npy' }, ...trains(1)] });
    await owner.runAll();
    expect(owner.session.passes.map(({ kind }) => kind)).toEqual(['refused', 'computed']);
  });

  test('mini-batches are cut along axis 0, and the last, smaller one is kept', async () => {
    const owner = await openSession({ steps: [{ train: 'batch_0.npy', batchSize: 3 }] });
    await owner.runAll();
    expect(owner.session.passes.map(({ shape }) => shape)).toEqual([
      [3, 3, 4],
      [3, 3, 4],
      [2, 3, 4],
    ]);
    const [first, ...rest] = owner.session.passes.map(({ moments }) => moments?.count);
    expect([first, ...rest]).toEqual([12, 12, 8]);
  });

  test('momentum null keeps the plain mean of the batches', async () => {
    const owner = await openSession({ convention: { base: 'pytorch', momentum: null }, steps: trains(3) });
    await owner.runAll();
    const batchMeans = owner.session.passes.map(({ moments }) =>
      moments ? moments.shift[1] + moments.remainder[1] : 0,
    );
    const mean = (batchMeans[0] + batchMeans[1] + batchMeans[2]) / 3;
    expect(owner.session.passes[2].after.runningMean?.[1]).toBeCloseTo(mean, 12);
  });

  test('an expected output is compared, for mini-batches with their part of it', async () => {
    const files = exampleFiles();
    files.write('zeros.npy', batchBytes([8, 3, 4], 5));
    const expectation = { expect: 'zeros.npy', atol: 100 };
    const program = {
      steps: [
        { eval: 'batch_0.npy', batchSize: 3, ...expectation },
        { eval: 'batch_0.npy', ...expectation },
      ],
    };
    const owner = await openSession(program, files);
    await owner.runAll();
    expect(owner.session.passes.map((pass) => pass.kind === 'computed' && pass.expect?.passed)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const errors = owner.session.passes.map((pass) =>
      pass.kind === 'computed' ? (pass.expect?.maxAbsError ?? NaN) : NaN,
    );
    expect(Math.max(...errors.slice(0, 3))).toBe(errors[3]);
  });

  test('an expected output that cannot be read fails the comparison and says why; the pass stands', async () => {
    const owner = await openSession({ steps: [{ train: 'batch_0.npy', expect: 'gone.npy' }] });
    await owner.runAll();
    expect(owner.session.passes[0]).toMatchObject({
      kind: 'computed',
      expect: { passed: false, maxAbsError: NaN, problem: 'gone.npy: on disk: there is no such file' },
    });
  });
});

describe('where a program starts', () => {
  test('state comes from numbers, lists and files', async () => {
    const files = exampleFiles();
    files.write('gamma.npy', batchBytes([3], 1));
    const state = { gamma: 'gamma.npy', beta: [1, 2, 3], runningMean: 7, numBatchesTracked: 5 };
    const { session } = await openSession({ state, steps: trains(1) }, files);
    expect(session.initial.gamma).toHaveLength(3);
    expect(session.initial).toMatchObject({
      beta: Float64Array.of(1, 2, 3),
      runningMean: Float64Array.of(7, 7, 7),
      runningVar: Float64Array.of(1, 1, 1),
      numBatchesTracked: 5,
    });
  });

  test.each([
    [{ beta: [1, 2] }, /beta: found 2 values, expected 3 values: .*\[8, 3, 4\]/],
    [{ gamma: 'wide.npy' }, /gamma: wide\.npy has shape \[8, 5, 4\], expected 3/],
    [{ gamma: 'gone.npy' }, /gone\.npy: on disk: there is no such file/],
  ])('state %j that does not fit is refused', async (state, message) => {
    await expect(openSession({ state, steps: trains(1) })).rejects.toThrow(message);
  });

  test('a channel axis may count from the end', async () => {
    const { session } = await openSession({ channelAxis: -1, steps: trains(1) });
    expect([session.layer.channelAxis, session.initial.runningMean?.length]).toEqual([2, 4]);
  });

  test.each([
    [{ steps: [] }, /no passes/],
    [{ channelAxis: 3, steps: trains(1) }, /batch_0\.npy: channel axis 3.*\[8, 3, 4\]/],
    [{ steps: [{ train: 'gone.npy' }] }, /gone\.npy: on disk/],
  ])('%j is refused', async (program, message) => {
    await expect(openSession(program)).rejects.toThrow(message);
  });

  test('a tensor of rank 0 or 1, or without elements, is refused naming its shape', async () => {
    const files = exampleFiles();
    files.write('flat.npy', batchBytes([4]));
    files.write('empty.npy', batchBytes([0, 3]));
    await expect(openSession({ steps: [{ train: 'flat.npy' }] }, files)).rejects.toThrow(/flat\.npy: .*\[4\]/);
    await expect(openSession({ steps: [{ train: 'empty.npy' }] }, files)).rejects.toThrow(/empty\.npy: .*\[0, 3\]/);
  });
});

describe('stepping', () => {
  test('rewinding past the first pass restores the initial state, and nothing is computed twice', async () => {
    const files = exampleFiles();
    const owner = await openSession({ steps: trains(2) }, files);
    await owner.pass('train');
    await owner.pass('train');
    const { passes } = owner.session;
    for (let i = 0; i < 3; i++) owner.stepBack();
    expect(cursor(owner)).toEqual([0, null]);
    expect(owner.session.passes[0].before).toBe(owner.session.initial);
    await owner.pass('train');
    expect(owner.session.passes).toBe(passes);
    expect(files.totalReads).toBe(2);
  });

  test('goes into a pass stage by stage, and back', async () => {
    const owner = await openSession({ steps: [...trains(1), { eval: 'val.npy' }] });
    const seen = [];
    for (let i = 0; i < 10; i++) {
      await owner.stepInto();
      seen.push(cursor(owner));
    }
    expect(seen).toEqual([
      ...[0, 1, 2, 3, 4, 5].map((stage) => [0, stage]),
      [1, null],
      // Eval has no stages of its own for statistics and updates.
      [1, 0],
      [1, 1],
      [2, null],
    ]);
    owner.stepBack();
    expect(cursor(owner)).toEqual([1, null]);
    await owner.stepInto();
    await owner.stepInto();
    owner.stepBack();
    expect(cursor(owner)).toEqual([1, 0]);
    owner.stepBack();
    expect(cursor(owner)).toEqual([1, null]);
  });

  test('at the end of the program goes into one more train pass', async () => {
    const owner = await openSession({ steps: trains(1) });
    await owner.runAll();
    await owner.stepInto();
    expect([plan(owner), cursor(owner)]).toEqual([
      ['train batch_0.npy', 'train batch_0.npy'],
      [1, 0],
    ]);
  });

  test('jumps to any pass, computing up to it', async () => {
    const owner = await openSession({ steps: trains(5) });
    await owner.goTo(3);
    expect([cursor(owner), owner.session.passes.length]).toEqual([[4, null], 4]);
    await owner.goTo(0);
    expect([cursor(owner), owner.session.passes.length]).toEqual([[1, null], 4]);
    await owner.goTo(null);
    expect(cursor(owner)).toEqual([0, null]);
    await owner.goTo(99);
    expect(cursor(owner)).toEqual([5, null]);
  });

  test('reset goes to the start and keeps what was computed', async () => {
    const owner = await openSession({ steps: trains(2) });
    await owner.runAll();
    owner.reset();
    expect([cursor(owner), owner.session.passes.length]).toEqual([[0, null], 2]);
  });

  test('two orders of steps give identical numbers', async () => {
    const straight = await openSession({ steps: trains(4) });
    await straight.runAll();
    const wandering = await openSession({ steps: trains(4) });
    await wandering.stepInto();
    await wandering.stepInto();
    wandering.stepBack();
    await wandering.goTo(2);
    await wandering.configure({ momentum: 0.5 });
    wandering.stepBack();
    await wandering.configure({ momentum: 0.1 });
    await wandering.pass('eval');
    await wandering.undo();
    await wandering.runAll();
    expect(means(wandering.session)).toEqual(means(straight.session));
  });
});

describe('train and eval', () => {
  test('against the plan insert a pass on the coming batch', async () => {
    const owner = await openSession({ steps: [...trains(2), { eval: 'val.npy' }] });
    await owner.pass('eval');
    expect(plan(owner)).toEqual(['eval batch_0.npy', 'train batch_0.npy', 'train batch_1.npy', 'eval val.npy']);
    expect(cursor(owner)).toEqual([1, null]);
  });

  test('an inserted eval keeps what was computed after it', async () => {
    const owner = await openSession({ steps: trains(4) });
    await owner.runAll();
    const [, , third, fourth] = owner.session.passes;
    await owner.goTo(1);
    await owner.pass('eval');
    expect(plan(owner)[2]).toBe('eval batch_2.npy');
    expect(owner.session.passes.slice(3)).toEqual([third, fourth]);
    expect(owner.session.passes[3]).toBe(third);
    expect(owner.session.passes[2].before).toBe(third.before);
  });

  test('an inserted train pass makes the later ones be computed again', async () => {
    const owner = await openSession({ steps: [...trains(1), { eval: 'val.npy' }, { train: 'batch_2.npy' }] });
    await owner.runAll();
    const before = owner.session.passes[2].after.runningMean;
    await owner.goTo(0);
    await owner.pass('train');
    expect(plan(owner)).toEqual(['train batch_0.npy', 'train val.npy', 'eval val.npy', 'train batch_2.npy']);
    expect(owner.session.passes).toHaveLength(4);
    expect(owner.session.passes[2].before).toBe(owner.session.passes[1].after);
    expect(owner.session.passes[3].after.runningMean).not.toEqual(before);
  });

  test('at the end go on: train with the batches in order again, eval with the last one evaluated', async () => {
    const owner = await openSession({ steps: [...trains(2), { eval: 'val.npy' }] });
    await owner.runAll();
    for (const mode of ['train', 'train', 'train', 'eval'] as const) await owner.pass(mode);
    expect(plan(owner).slice(3)).toEqual([
      'train batch_0.npy',
      'train batch_1.npy',
      'train batch_0.npy',
      'eval val.npy',
    ]);
  });

  test('write what they do into the program', async () => {
    const owner = await openSession({ steps: [{ train: 'batch_?.npy' }] });
    await owner.pass('eval');
    expect(owner.session.program.steps.slice(0, 3)).toEqual([
      { eval: 'batch_0.npy' },
      { train: 'batch_0.npy' },
      { train: 'batch_1.npy' },
    ]);
  });
});

describe('changing the layer', () => {
  test('computes the history again without reading a file twice', async () => {
    const files = exampleFiles();
    const owner = await openSession({ steps: trains(5) }, files);
    await owner.runAll();
    owner.stepBack();
    expect(files.totalReads).toBe(5);
    await owner.configure({ momentum: 0.5, eps: 0.01, state: { runningMean: 2 } });
    expect(files.totalReads).toBe(5);
    expect([owner.session.passes.length, cursor(owner)]).toEqual([5, [4, null]]);
    const fresh = await openSession(owner.session.program);
    await fresh.runAll();
    expect(means(owner.session)).toEqual(means(fresh.session));
  });

  test('keeps only what differs from the convention in the program', async () => {
    const owner = await openSession({ steps: trains(1) });
    await owner.configure({ eps: 0.5 });
    expect(owner.session.program.convention).toEqual({ base: 'pytorch', eps: 0.5 });
    await owner.configure({ eps: 1e-5 });
    expect(owner.session.program.convention).toBe('pytorch');
    await owner.configure({ momentum: null });
    expect(owner.session.program.convention).toEqual({ base: 'pytorch', momentum: null });
    await owner.configure({ convention: 'keras' });
    expect(owner.session.program.convention).toBe('keras');
  });

  test('null brings back the initial value of the convention', async () => {
    const owner = await openSession({ state: { runningMean: 5, beta: 1 }, steps: trains(1) });
    await owner.configure({ state: { runningMean: null } });
    expect(owner.session.program.state).toEqual({ beta: 1 });
    expect(owner.session.initial.runningMean).toEqual(Float64Array.of(0, 0, 0));
  });

  test('a setting that is refused leaves everything as it was', async () => {
    const owner = await openSession({ steps: trains(2) });
    await owner.runAll();
    const before = owner.session;
    await expect(owner.configure({ eps: -1 })).rejects.toThrow(/eps/);
    await expect(owner.configure({ channelAxis: 9 })).rejects.toThrow(/channel axis 9/);
    await expect(owner.configure({ state: { gamma: [1] } })).rejects.toThrow(/gamma/);
    expect(owner.session).toBe(before);
    expect(owner.canUndo).toBe(false);
  });

  test('another channel axis takes other statistics of the same batches', async () => {
    const owner = await openSession({ steps: trains(2) });
    await owner.runAll();
    await owner.configure({ channelAxis: 2 });
    expect(owner.session.passes.map(({ moments }) => moments?.count)).toEqual([24, 24]);
    await owner.undo();
    expect(owner.session.passes.map(({ moments }) => moments?.count)).toEqual([32, 32]);
  });
});

describe('editing the program', () => {
  test('adds batches at the end, or makes them the program', async () => {
    const owner = await openSession({ steps: trains(1) });
    await owner.runAll();
    const [first] = owner.session.passes;
    await owner.addBatches([`${BASE}/batch_1.npy`, `${BASE}/batch_2.npy`], false);
    expect(plan(owner)).toEqual(['train batch_0.npy', 'train batch_1.npy', 'train batch_2.npy']);
    expect(owner.session.passes).toEqual([first]);
    await owner.addBatches([`${BASE}/batch_3.npy`], true);
    expect(plan(owner)).toEqual(['train batch_3.npy']);
  });

  test('splits whole files into mini-batches, and undoes it', async () => {
    const owner = await openSession({ steps: trains(1) });
    await owner.split(5);
    expect(plan(owner)).toEqual(['train batch_0.npy [0:5]', 'train batch_0.npy [5:8]']);
    expect(owner.session.program.steps).toEqual([
      { train: 'batch_0.npy', rows: [0, 5] },
      { train: 'batch_0.npy', rows: [5, 3] },
    ]);
    await owner.undo();
    expect(plan(owner)).toEqual(['train batch_0.npy']);
    await owner.redo();
    expect(plan(owner)).toHaveLength(2);
    await expect(owner.split(0)).rejects.toThrow(/batch size/);
  });

  test('removes a pass; the cursor stays behind the pass that it was behind', async () => {
    const owner = await openSession({ steps: trains(4) });
    await owner.goTo(2);
    await owner.removePass(0);
    expect([plan(owner)[0], cursor(owner), owner.session.passes.length]).toEqual(['train batch_1.npy', [2, null], 2]);
    await expect(owner.removePass(7)).rejects.toThrow(/no pass 8/);
    for (let i = 0; i < 2; i++) await owner.removePass(0);
    await expect(owner.removePass(0)).rejects.toThrow(/last pass/);
  });

  test('undo and redo walk the programs, and a new edit forgets what was undone', async () => {
    const owner = await openSession({ steps: trains(2) });
    await owner.pass('train');
    expect([owner.canUndo, owner.canRedo]).toEqual([false, false]);
    await owner.pass('eval');
    await owner.configure({ momentum: 0.2 });
    await owner.undo();
    expect([owner.session.layer.convention.momentum, owner.canUndo, owner.canRedo]).toEqual([0.1, true, true]);
    await owner.undo();
    expect(plan(owner)).toHaveLength(2);
    await owner.redo();
    await owner.configure({ affine: false });
    expect(owner.canRedo).toBe(false);
  });
});

describe('reading again', () => {
  test('takes the new numbers and keeps the place', async () => {
    const files = exampleFiles();
    const owner = await openSession({ steps: trains(3) }, files);
    await owner.goTo(1);
    const before = means(owner.session);
    files.write('batch_0.npy', batchBytes([8, 3, 4], 99, 5));
    await owner.reload();
    expect([cursor(owner), owner.session.passes.length]).toEqual([[2, null], 2]);
    expect(means(owner.session)).not.toEqual(before);
  });

  test.each([0, 1])('keeps everything when pass %i cannot be read any more', async (index) => {
    const files = exampleFiles();
    const owner = await openSession({ steps: trains(2) }, files);
    await owner.runAll();
    const before = owner.session;
    files.remove(`batch_${index}.npy`);
    await expect(owner.reload()).rejects.toThrow(/there is no such file/);
    expect(owner.session).toBe(before);
    expect((await owner.store.tensor(before.plan[index].batch)).shape).toEqual([8, 3, 4]);
    files.write(`batch_${index}.npy`, batchBytes([8, 3, 4], 77));
    await owner.reload();
    expect(owner.session.passes.map(({ kind }) => kind)).toEqual(['computed', 'computed']);
  });

  test('a truncated file fails as a whole, naming the bytes', async () => {
    const files = exampleFiles();
    const owner = await openSession({ steps: trains(2) }, files);
    await owner.runAll();
    files.write('batch_1.npy', batchBytes([8, 3, 4], 1).slice(0, 300));
    await expect(owner.reload()).rejects.toThrow(/batch_1\.npy: .*expected .* found/);
    expect(owner.session.passes.map(({ kind }) => kind)).toEqual(['computed', 'computed']);
  });

  test('a pass that was refused may run when its file has come', async () => {
    const files = exampleFiles();
    const owner = await openSession({ steps: [...trains(1), { train: 'late.npy' }] }, files);
    await owner.runAll();
    expect(owner.session.passes[1].kind).toBe('refused');
    files.write('late.npy', batchBytes([8, 3, 4], 50));
    await owner.reload();
    expect(owner.session.passes[1].kind).toBe('computed');
  });
});

describe('cancelling', () => {
  const cancelledAt = (pass: number) => {
    const controller = new AbortController();
    const onPass = (index: number) => {
      if (index === pass) controller.abort();
      return Promise.resolve();
    };
    return { signal: controller.signal, onPass };
  };

  test('keeps finished passes, and the run can go on', async () => {
    const owner = await openSession({ steps: trains(6) });
    await expect(owner.runAll(cancelledAt(4))).rejects.toThrow(/abort/i);
    expect([owner.session.passes.length, cursor(owner)]).toEqual([4, [4, null]]);
    await owner.runAll();
    expect(owner.session.passes).toHaveLength(6);
  });

  test('an inserted pass that did not run is not in the program', async () => {
    const owner = await openSession({ steps: trains(3) });
    await owner.goTo(1);
    const before = owner.session;
    await expect(owner.pass('eval', cancelledAt(2))).rejects.toThrow(/abort/i);
    expect(owner.session).toBe(before);
    expect(owner.canUndo).toBe(false);
  });

  test('an inserted train pass stands when the later ones are not computed again yet', async () => {
    const owner = await openSession({ steps: [...trains(1), { eval: 'val.npy' }, { train: 'batch_1.npy' }] });
    await owner.runAll();
    await owner.goTo(0);
    await expect(owner.pass('train', cancelledAt(3))).rejects.toThrow(/abort/i);
    expect([plan(owner)[1], cursor(owner), owner.session.passes.length]).toEqual(['train val.npy', [2, null], 3]);
    await owner.runAll();
    expect(owner.session.passes).toHaveLength(4);
  });

  test('a reload gives turns between passes, also where it reads no file in between', async () => {
    const files = new MemoryFiles({ 'all.npy': batchBytes([20_000, 16]) });
    const owner = await openSession({ steps: [{ train: 'all.npy', batchSize: 100 }] }, files);
    await owner.runAll();
    let given = 0;
    const give = async () => {
      await Promise.resolve();
      given++;
    };
    await owner.reload({ turn: { isDue: () => true, give } });
    expect([given, owner.session.passes.length]).toEqual([200, 200]);
  });

  test('a reload that is cancelled changes nothing', async () => {
    const owner = await openSession({ steps: trains(3) });
    await owner.runAll();
    const before = owner.session;
    await expect(owner.reload(cancelledAt(2))).rejects.toThrow(/abort/i);
    expect(owner.session).toBe(before);
  });
});
