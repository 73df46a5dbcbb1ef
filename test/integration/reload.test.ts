import assert from 'node:assert/strict';
import { commands, workspace } from 'vscode';
import { closeAll, failureOf, openSession, snapshotOf } from './support/extension.js';
import { safetensors } from './support/archives.js';
import { Folder } from './support/folder.js';
import { until } from './support/until.js';

describe('files that change while they are open', () => {
  let folder: Folder;
  beforeEach(async () => {
    folder = await Folder.make();
  });
  afterEach(async () => {
    await closeAll();
    await folder.remove();
  });

  it('are read again; the steps stay, and the panel says so', async () => {
    const session = await openSession(await folder.writeBatch('acts.npy', [4, 3]));
    await commands.executeCommand('batchnorm.train');
    await commands.executeCommand('batchnorm.train');
    const before = snapshotOf(session);
    await settled();
    await folder.writeBatch('acts.npy', [6, 3], 5);
    const after = await until(() => (session.snapshot?.notice == null ? null : session.snapshot), 'a notice');
    assert.match(after.notice ?? '', /acts\.npy changed on disk and was read again/);
    assert.deepEqual(after.input.shape, [6, 3]);
    assert.deepEqual([after.cursor, after.passes.length], [before.cursor, before.passes.length]);
    assert.ok(after.revision > before.revision);
  });

  it('leave what was computed when they are deleted, and are read when they are back', async () => {
    const file = await folder.writeBatch('acts.npy', [4, 3]);
    const session = await openSession(file);
    await commands.executeCommand('batchnorm.train');
    await settled();
    await workspace.fs.delete(file);
    const failure = await until(() => failureOf(session), 'the panel to say so');
    assert.match(failure, /acts\.npy is gone/);
    assert.equal(snapshotOf(session).computed, 1);
    await folder.writeBatch('acts.npy', [5, 3]);
    await until(() => failureOf(session) === undefined, 'the failure to go');
    assert.deepEqual(snapshotOf(session).input.shape, [5, 3]);
  });

  it('leave what was computed when they are truncated', async () => {
    const file = await folder.writeBatch('acts.npy', [4, 3]);
    const session = await openSession(file);
    await commands.executeCommand('batchnorm.train');
    await settled();
    await folder.write('acts.npy', (await workspace.fs.readFile(file)).slice(0, 140));
    assert.match(await until(() => failureOf(session), 'the panel to say so'), /acts\.npy/);
    assert.equal(snapshotOf(session).computed, 1);
    await folder.writeBatch('acts.npy', [4, 3]);
    await commands.executeCommand('batchnorm.reload');
    assert.equal(failureOf(session), undefined);
  });

  it('may be what a checkpoint is compared with', async () => {
    const checkpoint = (mean: number) =>
      safetensors({
        'bn.weight': [[3], Float32Array.of(1, 2, 3)],
        'bn.bias': [[3], new Float32Array(3)],
        'bn.running_mean': [[3], Float32Array.of(mean, 0, 0)],
        'bn.running_var': [[3], Float32Array.of(1, 1, 1)],
      });
    const other = await folder.write('then.safetensors', checkpoint(1));
    const session = await openSession(await folder.write('now.safetensors', checkpoint(5)));
    await session.compareStates(other);
    const states = () => (session.state.kind === 'archive' ? session.state.states : undefined);
    const moved = () => Math.round(states()?.numbers.mean[0] ?? NaN);
    assert.equal(moved(), 4);
    await settled();
    await folder.write('then.safetensors', checkpoint(3));
    await until(() => moved() === 2, 'what moved since the new file');
    await workspace.fs.delete(other);
    await until(() => states()?.compared?.problem !== undefined, 'the page to say that it is gone');
    assert.equal(failureOf(session), undefined);
    await folder.write('then.safetensors', checkpoint(2));
    await until(() => moved() === 3, 'what moved since the file that is back');
  });

  it('may be a program, whose new text counts', async () => {
    await folder.writeBatch('b0.npy', [4, 3]);
    const program = await folder.write('p.bn.json', '{ "steps": [{ "train": "b0.npy" }, { "train": "b0.npy" }] }');
    const session = await openSession(program);
    await commands.executeCommand('batchnorm.train');
    await settled();
    await folder.write('p.bn.json', '{ "steps": [{ "train": "b0.npy" }, { "eval": "b0.npy" }, { "eval": "b0.npy" }] }');
    await until(() => session.snapshot?.passes.length === 3, 'the new program');
    await until(() => session.snapshot?.shown === 0, 'its first pass to be shown again');
    await until(() => session.snapshot?.notice?.startsWith('p.bn.json changed on disk'), 'a notice');
  });
});

/** A watcher needs a moment before it sees anything. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}
