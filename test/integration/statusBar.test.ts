import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { activated, closeAll, openSession } from './support/extension.js';
import { Folder } from './support/folder.js';
import { until } from './support/until.js';

describe('the status bar item', () => {
  let folder: Folder;
  before(async () => {
    folder = await Folder.make();
  });
  afterEach(closeAll);
  after(() => folder.remove());

  it('says mode, pass and convention while an editor is active', async () => {
    const { statusBar } = (await activated()).internalForTests;
    await openSession(await folder.writeBatch('acts.npy', [4, 3]));
    const says = (text: RegExp): Promise<unknown> => until(() => text.test(statusBar.text ?? ''), String(text));
    await says(/no pass of 1 has run, PyTorch$/);
    await commands.executeCommand('batchnorm.train');
    await says(/ train, pass 1 of 1, PyTorch$/);
    await commands.executeCommand('batchnorm.eval');
    await says(/ eval, pass 2 of 2, PyTorch$/);
    await closeAll();
    assert.equal(statusBar.isVisible, false);
  });
});
