import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { closeAll, openSession, snapshotOf } from './support/extension.js';
import { Folder } from './support/folder.js';

describe('what the user has done', () => {
  let folder: Folder;
  before(async () => {
    folder = await Folder.make();
  });
  afterEach(closeAll);
  after(() => folder.remove());

  it('is there again when the file is opened again: program, settings and cursor', async () => {
    const acts = await folder.writeBatch('acts.npy', [8, 3]);
    const first = await openSession(acts);
    await commands.executeCommand('batchnorm.split', 2);
    await commands.executeCommand('batchnorm.changeMomentum', 0.25);
    await first.act({ kind: 'configure', settings: { emulate: { arithmetic: 'float32', state: 'float16' } } });
    await commands.executeCommand('batchnorm.train');
    await commands.executeCommand('batchnorm.train');
    const before = snapshotOf(first);
    await closeAll();

    const second = await openSession(acts);
    assert.notEqual(second, first);
    const after = snapshotOf(second);
    assert.deepEqual(after.program, before.program);
    assert.deepEqual(after.settings.emulation, { arithmetic: 'float32', state: 'float16' });
    assert.deepEqual([after.cursor, after.shown, after.settings.momentum], [before.cursor, 1, 0.25]);
    assert.equal(after.computed, 2, 'passes are computed again');
  });

  it('is there again with the branches beside it', async () => {
    const acts = await folder.writeBatch('branched.npy', [8, 3]);
    const first = await openSession(acts);
    await commands.executeCommand('batchnorm.split', 2);
    await commands.executeCommand('batchnorm.train');
    const original = snapshotOf(first);
    await commands.executeCommand('batchnorm.changeFromHere', { momentum: 0.5 });
    await commands.executeCommand('batchnorm.train');
    const branched = snapshotOf(first);
    await closeAll();

    const second = await openSession(acts);
    const after = snapshotOf(second);
    assert.deepEqual([after.branches.current, after.branches.others], ['momentum 0.5 at pass 2', ['original']]);
    assert.deepEqual([after.program, after.cursor], [branched.program, branched.cursor]);
    assert.deepEqual(after.settings.set.momentum, { value: 0.5, pass: 1 });
    await commands.executeCommand('batchnorm.switchBranch', 'original');
    assert.deepEqual(snapshotOf(second).program, original.program);
    assert.equal(snapshotOf(second).settings.set.momentum, null);
    await commands.executeCommand('batchnorm.removeBranch', 'momentum 0.5 at pass 2');
    assert.deepEqual(snapshotOf(second).branches.others, []);
    await commands.executeCommand('batchnorm.undo');
    assert.deepEqual(snapshotOf(second).branches.others, ['momentum 0.5 at pass 2']);
  });

  it('is given up on demand', async () => {
    const acts = await folder.writeBatch('reverted.npy', [8, 3]);
    await openSession(acts);
    await commands.executeCommand('batchnorm.split', 2);
    await commands.executeCommand('batchnorm.revert');
    await closeAll();
    const { passes, cursor } = snapshotOf(await openSession(acts));
    assert.deepEqual([passes.length, cursor.pass], [1, 0]);
  });

  it('gives way to a program whose text was edited meanwhile', async () => {
    await folder.writeBatch('b0.npy', [4, 3]);
    const program = await folder.write('p.bn.json', '{ "steps": [{ "train": "b0.npy" }] }');
    await openSession(program);
    await commands.executeCommand('batchnorm.changeMomentum', 0.25);
    await closeAll();
    await folder.write('p.bn.json', '{ "steps": [{ "train": "b0.npy" }, { "eval": "b0.npy" }] }');
    const { passes, settings } = snapshotOf(await openSession(program));
    assert.deepEqual([passes.length, settings.momentum], [2, 0.1]);
  });
});
