import { describe, expect, test } from 'vitest';
import { SessionHistory } from '../../../../src/session/run/sessionHistory.js';
import { batchBytes, exampleFiles, openSession, trains } from '../memoryFiles.js';

describe('undo and redo', () => {
  test('bring the records back that there were, and compute and read nothing, at 10,000 passes', async () => {
    const files = exampleFiles();
    files.write('long.npy', batchBytes([40_000, 2]));
    const owner = await openSession({ steps: [{ train: 'long.npy', batchSize: 4 }] }, files);
    await owner.runAll();
    const first = owner.session.passes;
    await owner.configure({ momentum: 0.5 });
    const second = owner.session.passes;
    expect(second).toHaveLength(10_000);
    expect(second[9999]).not.toBe(first[9999]);
    const reads = files.totalReads;
    await owner.undo();
    expect(owner.session.passes).toBe(first);
    await owner.redo();
    expect(owner.session.passes).toBe(second);
    expect(files.totalReads).toBe(reads);
    expect([owner.canUndo, owner.canRedo]).toEqual([true, false]);
  });

  test('compute what the other session had not reached, and keep the cursor', async () => {
    const owner = await openSession({ steps: trains(6) });
    await owner.goTo(1);
    await owner.configure({ momentum: 0.5 });
    await owner.runAll();
    await owner.goTo(3);
    await owner.undo();
    expect([owner.session.passes.length, owner.session.cursor]).toEqual([6, { pass: 4, stage: null }]);
    expect(owner.session.layer.convention.momentum).toBe(0.1);
  });

  test('take files as they are now where they were read anew', async () => {
    const files = exampleFiles();
    const owner = await openSession({ steps: trains(2) }, files);
    await owner.runAll();
    const before = owner.session.passes[0].after.runningMean?.[0];
    await owner.configure({ momentum: 0.5 });
    files.write('batch_0.npy', batchBytes([8, 3, 4], 5, 100));
    await owner.reload();
    await owner.undo();
    const after = owner.session.passes[0].after.runningMean?.[0] ?? NaN;
    expect(owner.session.layer.convention.momentum).toBe(0.1);
    expect(after - (before ?? NaN)).toBeGreaterThan(5);
  });

  test('keep the records of the nearest sessions within a bound, and the programs of all', async () => {
    const owner = await openSession({ steps: trains(4) });
    await owner.runAll();
    const { session } = owner;
    // 4 passes of 3 channels.
    const history = new SessionHistory(2 * 4 * (500 + 3 * 72));
    for (let edit = 0; edit < 4; edit++) history.note({ ...session, program: { ...session.program, batchAxis: edit } });
    const seen: number[][] = [];
    for (let past = history.older; past; past = history.older) {
      seen.push([past.session.program.batchAxis ?? -1, past.session.passes.length]);
      history.goBack(past.session);
    }
    expect(seen).toEqual([
      [3, 4],
      [2, 4],
      [1, 0],
      [0, 0],
    ]);
  });
});
