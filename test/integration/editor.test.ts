import assert from 'node:assert/strict';
import { commands, TabInputText, ViewColumn, window } from 'vscode';
import { activated, activeTab, activeViewType, closeAll, openSession, snapshotOf } from './support/extension.js';
import { Folder } from './support/folder.js';
import { until } from './support/until.js';

describe('the custom editor', () => {
  let folder: Folder;
  before(async () => {
    folder = await Folder.make();
  });
  afterEach(closeAll);
  after(() => folder.remove());

  it('opens a .npy by default, and its panel loads under its own content security policy', async () => {
    const session = await openSession(await folder.writeBatch('acts.npy', [4, 3, 2, 2]), 'vscode.open');
    assert.equal(activeViewType(), 'batchnorm.tensor');
    const { input, passes, shown } = snapshotOf(session);
    assert.deepEqual(input.shape, [4, 3, 2, 2]);
    assert.deepEqual([input.channels, input.count, passes.length, shown], [3, 16, 1, null]);
    const { editors } = (await activated()).internalForTests;
    await until(() => editors.active?.isPanelReady, 'the panel to say ready');
  });

  it('opens *.tensor.json by default, and plain .json only on request', async () => {
    const tensor = await folder.write('a.tensor.json', '[[1, 2], [3, 4]]');
    await openSession(tensor, 'vscode.open');
    assert.equal(activeViewType(), 'batchnorm.tensor');
    const plain = await folder.write('a.json', '[[1, 2], [3, 4]]');
    await commands.executeCommand('vscode.open', plain);
    await until(() => activeTab()?.input instanceof TabInputText, 'a text editor');
    const session = await openSession(plain);
    assert.equal(activeViewType(), 'batchnorm.tensor');
    assert.deepEqual(snapshotOf(session).input.shape, [2, 2]);
  });

  it('leaves *.bn.json to the text editor, and opens it on request', async () => {
    await folder.writeBatch('b0.npy', [4, 3]);
    await folder.writeBatch('b1.npy', [4, 3], 1);
    const program = await folder.write(
      'p.bn.json',
      '// twice\n{ "steps": [{ "train": "b*.npy" }, { "eval": "b0.npy" }] }',
    );
    await commands.executeCommand('vscode.open', program);
    await until(() => activeTab()?.input instanceof TabInputText, 'a text editor');
    assert.equal(window.activeTextEditor?.document.languageId, 'batchnorm-program');
    const session = await openSession(program);
    assert.deepEqual(
      snapshotOf(session).passes.map(({ mode, batch }) => `${mode} ${batch}`),
      ['train b0.npy', 'train b1.npy', 'eval b0.npy'],
    );
  });

  it('shares one session between two editors, and ends it with the last', async () => {
    const { editors, hub } = (await activated()).internalForTests;
    const acts = await folder.writeBatch('shared.npy', [4, 3]);
    const session = await openSession(acts);
    await commands.executeCommand('vscode.openWith', acts, 'batchnorm.tensor', ViewColumn.Beside);
    await until(() => editors.all.length === 2, 'a second editor');
    assert.ok(editors.all.every((editor) => editor.session === session));
    await commands.executeCommand('batchnorm.train');
    assert.equal(snapshotOf(session).shown, 0);
    await commands.executeCommand('workbench.action.closeActiveEditor');
    await until(() => editors.all.length === 1, 'the second editor to close');
    assert.equal(hub.find(acts), session);
    await commands.executeCommand('workbench.action.closeAllEditors');
    await until(() => hub.size === 0, 'the session to end');
  });

  it('is meant by a command that is given while another tab is active', async () => {
    const session = await openSession(await folder.writeBatch('hidden.npy', [4, 3]));
    await commands.executeCommand('vscode.open', await folder.write('notes.txt', 'elsewhere'));
    await until(() => activeTab()?.input instanceof TabInputText, 'a text editor');
    await commands.executeCommand('batchnorm.train');
    assert.equal(snapshotOf(session).shown, 0);
    await until(() => activeViewType() === 'batchnorm.tensor', 'the editor to be shown');
  });

  it('runs chosen files as one untitled program, in natural order, readable as text', async () => {
    const { editors } = (await activated()).internalForTests;
    const files = await Promise.all(
      ['b10.npy', 'b9.npy', 'b8.npy'].map((name, i) => folder.writeBatch(name, [4, 3], i)),
    );
    await commands.executeCommand('batchnorm.debugSelected', files[0], files);
    const session = await until(() => editors.active?.session, 'an editor');
    await until(() => session.snapshot, 'its session');
    assert.deepEqual(
      snapshotOf(session).passes.map(({ batch }) => batch),
      ['b8.npy', 'b9.npy', 'b10.npy'],
    );
    await commands.executeCommand('vscode.openWith', session.uri, 'default');
    const editor = await until(() => window.activeTextEditor, 'a text editor');
    assert.deepEqual(JSON.parse(editor.document.getText()), {
      steps: [{ train: 'b8.npy' }, { train: 'b9.npy' }, { train: 'b10.npy' }],
    });
  });
});
