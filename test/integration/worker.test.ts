import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { activated, closeAll, failureOf, openSession, snapshotOf } from './support/extension.js';
import { Folder } from './support/folder.js';
import { until } from './support/until.js';

describe('a worker that dies', () => {
  let folder: Folder;
  before(async () => {
    folder = await Folder.make();
  });
  afterEach(closeAll);
  after(() => folder.remove());

  it('is said in the panel, which keeps its passes; a retry goes on from there', async () => {
    const { link } = (await activated()).internalForTests;
    const session = await openSession(await folder.writeBatch('acts.npy', [4, 3]));
    await commands.executeCommand('batchnorm.train');
    await commands.executeCommand('batchnorm.eval');
    const before = snapshotOf(session);
    link.terminate();
    const failure = await until(() => failureOf(session), 'the panel to say so');
    assert.match(failure, /computation stopped[^]*[Rr]etry/);
    assert.deepEqual(snapshotOf(session).passes, before.passes);
    const table = await session.view('table', { pass: 0 });
    assert.equal(table.ok, false, 'nothing is started behind the user’s back');

    await session.retry();
    assert.equal(failureOf(session), undefined);
    const after = snapshotOf(session);
    assert.deepEqual([after.cursor, after.passes.length], [before.cursor, before.passes.length]);
    assert.ok(after.revision > before.revision, 'the panel drops answers of older revisions');
    assert.ok((await session.view('table', { pass: 0 })).ok);
  });

  it('is started again by the next step', async () => {
    const { link } = (await activated()).internalForTests;
    const session = await openSession(await folder.writeBatch('next.npy', [4, 3]));
    await commands.executeCommand('batchnorm.train');
    link.terminate();
    await until(() => failureOf(session), 'the panel to say so');
    await commands.executeCommand('batchnorm.train');
    assert.equal(failureOf(session), undefined);
    assert.equal(snapshotOf(session).cursor.pass, 2);
  });

  it('rejects a run that is under way, and the next run works', async () => {
    const { link } = (await activated()).internalForTests;
    const { run } = await activated();
    const acts = await folder.writeBatch('large.npy', [64, 16, 128, 64]);
    const running = run(acts, { outputs: true });
    await until(() => link.isRunning, 'a worker');
    link.terminate();
    await assert.rejects(running, /[Rr]etry/);
    assert.equal((await run(acts)).passes.length, 1);
  });
});
