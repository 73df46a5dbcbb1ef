import { describe, expect, test } from 'vitest';
import { carryOut, snapshotOf } from '../../../../src/session/index.js';
import type { SessionOwner } from '../../../../src/session/run/sessionOwner.js';
import { batchBytes, exampleFiles, npyOf, openSession, trains } from '../memoryFiles.js';

const names = ({ branchName, branches }: SessionOwner) => [branchName, ...branches.map(({ name }) => name)];
const eps = ({ session }: SessionOwner) => session.passes.map(({ layer }) => layer.convention.eps);

async function ran(count = 4) {
  const files = exampleFiles();
  files.write('rm.npy', npyOf([3], Float64Array.of(5, 6, 7)));
  const owner = await openSession({ steps: trains(count) }, files);
  await owner.runAll();
  return { owner, files };
}

describe('what is set at a pass', () => {
  test('is a step of the program, and only what comes behind it is computed again', async () => {
    const { owner, files } = await ran();
    const before = owner.session;
    const reads = files.totalReads;
    await owner.goTo(1);
    await owner.set(2, { eps: 0.001 });
    const [first, second, ...rest] = trains(4);
    expect(owner.session.program.steps).toEqual([first, second, { set: { eps: 0.001 } }, ...rest]);
    expect(eps(owner)).toEqual([1e-5, 1e-5, 0.001, 0.001]);
    expect(owner.session.passes.slice(0, 2)).toEqual(before.passes.slice(0, 2));
    expect(owner.session.passes[1]).toBe(before.passes[1]);
    expect(owner.session.cursor).toEqual({ pass: 2, stage: null });
    // Their moments are known.
    expect(files.totalReads).toBe(reads);
  });

  test('again at the same place changes the step that is there', async () => {
    const { owner } = await ran(2);
    await owner.set(1, { eps: 0.001, momentum: 0.5 });
    await owner.set(1, { eps: 0.1, runningMean: 'rm.npy' });
    expect(owner.session.program.steps[1]).toEqual({ set: { eps: 0.1, momentum: 0.5, runningMean: 'rm.npy' } });
    expect([...(owner.session.passes[1].before.runningMean ?? [])]).toEqual([5, 6, 7]);
  });

  test('to what it is already makes no branch, and is no edit', async () => {
    const { owner } = await ran(2);
    await owner.set(1, { eps: 0.001, momentum: 0.5 });
    const { session } = owner;
    const before = names(owner);
    await owner.set(1, { momentum: 0.5 });
    expect(owner.session).toBe(session);
    expect(names(owner)).toEqual(before);
  });

  test('after the last pass is there for the next one', async () => {
    const { owner } = await ran(1);
    await owner.set(1, { momentum: null });
    await owner.pass('train');
    expect(owner.session.passes[1].layer.convention.momentum).toBeNull();
  });

  test('between the passes of one step parts them, and leaves the other steps whole', async () => {
    const steps = [{ train: 'batch_*.npy' }, { train: 'val.npy', batchSize: 3 }, { eval: 'val.npy', batchSize: 4 }];
    const owner = await openSession({ steps });
    await owner.set(14, { gamma: 2 });
    const rows = (start: number, count: number) => ({ train: 'val.npy', rows: [start, count] });
    expect(owner.session.program.steps).toEqual([
      steps[0],
      rows(0, 3),
      rows(3, 3),
      { set: { gamma: 2 } },
      rows(6, 2),
      steps[2],
    ]);
    await owner.set(12, { beta: 1 });
    expect(owner.session.program.steps.slice(0, 3)).toEqual([steps[0], { set: { beta: 1 } }, rows(0, 3)]);
  });

  test('is refused where it does not fit, and all stays as it was', async () => {
    const { owner } = await ran();
    const { session } = owner;
    await expect(owner.set(2, { gamma: [1, 2] })).rejects.toThrow('steps[2].set.gamma: found 2 values, expected 3');
    await expect(owner.set(2, { eps: -1 })).rejects.toThrow('steps[2].set.eps: expected a number from 0 on, found -1');
    await expect(owner.set(5, { eps: 1 })).rejects.toThrow(
      'There is no pass 6 to set anything before: the program has 4',
    );
    await expect(owner.set(2, {})).rejects.toThrow('There is nothing to set');
    expect(owner.session).toBe(session);
    expect([owner.canUndo, names(owner)]).toEqual([false, ['original']]);
  });
});

describe('branches', () => {
  test('are called after the change that made them, each by a name of its own', async () => {
    const { owner } = await ran();
    await owner.set(2, { eps: 0.001 });
    expect(names(owner)).toEqual(['eps 0.001 at pass 3', 'original']);
    await owner.switchBranch('original');
    await owner.set(2, { eps: 0.001 });
    expect(names(owner)).toEqual(['eps 0.001 at pass 3 (2)', 'eps 0.001 at pass 3', 'original']);
    await owner.set(1, { momentum: null, runningMean: 'rm.npy', gamma: [1, 2, 3], beta: 0 });
    expect(owner.branchName).toBe('momentum null, runningMean rm.npy and 2 more at pass 2');
  });

  test('are there at once, computing and reading nothing that is kept', async () => {
    const { owner, files } = await ran();
    const original = owner.session;
    await owner.set(2, { eps: 0.001 });
    const changed = owner.session;
    const reads = files.totalReads;
    files.remove('batch_2.npy');
    await owner.switchBranch('original');
    expect(owner.session.passes).toBe(original.passes);
    expect(names(owner)).toEqual(['original', 'eps 0.001 at pass 3']);
    await owner.switchBranch('eps 0.001 at pass 3');
    expect(owner.session.passes).toBe(changed.passes);
    expect(files.totalReads).toBe(reads);
  });

  test('stand where the session stood that one comes from, computed as far', async () => {
    const { owner } = await ran(2);
    await owner.set(1, { eps: 0.001 });
    await owner.pass('train');
    await owner.goTo(0);
    await owner.switchBranch('original');
    expect([owner.session.passes.length, owner.session.cursor]).toEqual([2, { pass: 1, stage: null }]);
    await owner.switchBranch('eps 0.001 at pass 2');
    expect(owner.session.passes).toHaveLength(3);
  });

  test('are undone and redone as other edits are', async () => {
    const { owner } = await ran();
    const original = owner.session.passes;
    await owner.set(2, { eps: 0.001 });
    const changed = owner.session.passes;
    await owner.switchBranch('original');
    owner.removeBranch('eps 0.001 at pass 3');
    expect(names(owner)).toEqual(['original']);
    await owner.undo();
    expect(names(owner)).toEqual(['original', 'eps 0.001 at pass 3']);
    await owner.undo();
    expect(names(owner)).toEqual(['eps 0.001 at pass 3', 'original']);
    expect([owner.session.passes, owner.branches[0].session.passes]).toEqual([changed, original]);
    expect(owner.branches[0].session.passes).toBe(original);
    await owner.undo();
    expect(names(owner)).toEqual(['original']);
    expect(owner.session.passes).toBe(original);
    await owner.redo();
    expect(names(owner)).toEqual(['eps 0.001 at pass 3', 'original']);
    expect([owner.session.passes, owner.branches[0].session.passes]).toEqual([changed, original]);
  });

  test('take files as they are now where they were read anew', async () => {
    const { owner, files } = await ran();
    await owner.set(2, { eps: 0.001 });
    const before = owner.branches[0].session.passes[0].after.runningMean?.[0] ?? NaN;
    files.write('batch_0.npy', batchBytes([8, 3, 4], 5, 100));
    await owner.reload();
    await owner.switchBranch('original');
    expect((owner.session.passes[0].after.runningMean?.[0] ?? NaN) - before).toBeGreaterThan(5);
    expect(eps(owner)).toEqual([1e-5, 1e-5, 1e-5, 1e-5]);
  });

  test('that are none are refused by name', async () => {
    const { owner } = await ran();
    await expect(owner.switchBranch('x')).rejects.toThrow('There is no branch "x" beside "original"');
    await owner.set(2, { eps: 0.001 });
    expect(() => owner.removeBranch('eps 0.001 at pass 3')).toThrow(
      'There is no branch "eps 0.001 at pass 3" beside "eps 0.001 at pass 3": expected "original"',
    );
  });

  test('are made and told of by actions and snapshots', async () => {
    const { owner } = await ran();
    const told = async () =>
      (await snapshotOf(owner, { revision: 0, numbers: 0, title: '', sameShape: [], notice: null })).branches;
    await carryOut(owner, { kind: 'set', pass: 1, values: { beta: 3 } }, {});
    expect(await told()).toMatchObject({ current: 'beta 3 at pass 2', others: ['original'] });
    await carryOut(owner, { kind: 'switchBranch', name: 'original' }, {});
    expect(await told()).toMatchObject({ current: 'original', others: ['beta 3 at pass 2'] });
    await carryOut(owner, { kind: 'removeBranch', name: 'beta 3 at pass 2' }, {});
    expect(await told()).toMatchObject({ current: 'original', others: [] });
  });
});
