import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, workspace } from 'vscode';
import { closeAll, openSession, snapshotOf } from './support/extension.js';
import { Folder } from './support/folder.js';
import { until } from './support/until.js';

const set = (name: string, value: unknown): Thenable<void> =>
  workspace.getConfiguration('batchnorm').update(name, value, ConfigurationTarget.Global);

describe('settings', () => {
  let folder: Folder;
  before(async () => {
    folder = await Folder.make();
  });
  afterEach(async () => {
    await closeAll();
    for (const name of ['eps', 'momentum', 'channelAxis', 'findings.thresholds']) await set(name, undefined);
  });
  after(() => folder.remove());

  it('are the defaults of a tensor that is opened without a program', async () => {
    await set('eps', 1e-3);
    await set('momentum', 'cumulative');
    await set('channelAxis', -1);
    const { settings, input } = snapshotOf(await openSession(await folder.writeBatch('acts.npy', [4, 3, 2])));
    assert.deepEqual([settings.eps, settings.momentum, input.channels], [1e-3, null, 2]);
  });

  it('reach a session that is open and was not edited, and keep its steps', async () => {
    const session = await openSession(await folder.writeBatch('hot.npy', [4, 3]));
    await commands.executeCommand('batchnorm.runAll');
    await set('momentum', 0.5);
    await until(() => session.snapshot?.settings.momentum === 0.5, 'the new momentum');
    await until(() => session.snapshot?.shown === 0, 'the pass that was shown');
  });

  it('say what findings are judged by, also in a session that was edited', async () => {
    const session = await openSession(await folder.writeBatch('judged.npy', [4, 3]));
    await commands.executeCommand('batchnorm.changeEps', 1e-2);
    await commands.executeCommand('batchnorm.runAll');
    const isEarly = () => session.snapshot?.findings.some(({ label }) => label === 'not settled');
    assert.equal(isEarly(), true);
    await set('findings.thresholds', { 'not-converged': { meanGap: 1e9, spreadFactor: 1e9 } });
    await until(() => isEarly() === false, 'findings by the new threshold');
    assert.deepEqual([snapshotOf(session).settings.eps, snapshotOf(session).computed], [1e-2, 1]);
  });

  it('leave a session alone that was edited', async () => {
    const session = await openSession(await folder.writeBatch('edited.npy', [4, 3]));
    await commands.executeCommand('batchnorm.changeEps', 1e-2);
    await set('eps', 1e-4);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(snapshotOf(session).settings.eps, 1e-2);
  });
});
