import assert from 'node:assert/strict';
import { commands, type Uri, workspace } from 'vscode';
import { activated, closeAll, openSession } from './support/extension.js';
import { Folder } from './support/folder.js';

describe('exports', () => {
  let folder: Folder;
  before(async () => {
    folder = await Folder.make();
    await activated();
    await folder.writeBatch('b0.npy', [4, 3]);
    await folder.writeBatch('b1.npy', [4, 3], 1);
  });
  afterEach(closeAll);
  after(() => folder.remove());

  const opened = async (): Promise<Uri> => {
    const program = await folder.write('p.bn.json', '{ "steps": [{ "train": "b*.npy" }] }');
    await openSession(program);
    await commands.executeCommand('batchnorm.runAll');
    return program;
  };
  const textOf = async (file: Uri): Promise<string> => new TextDecoder().decode(await workspace.fs.readFile(file));

  it('write the channel table, the report and the script where they are told to', async () => {
    await opened();
    const [table, report, script] = ['t.csv', 'r.md', 's.py'].map((name) => folder.file(name));
    await commands.executeCommand('batchnorm.exportTable', table);
    await commands.executeCommand('batchnorm.exportReport', report);
    await commands.executeCommand('batchnorm.exportScript', script);
    assert.match(await textOf(table), /^channel,batch_mean.*\r\n0,/);
    assert.match(await textOf(report), /^# BatchNorm report: `p\.bn\.json`/);
    assert.match(await textOf(script), /load\("b0\.npy"\)/);
  });

  it('write nothing over a file that is there, nor one that is read', async () => {
    const program = await opened();
    const [text, batch] = [await textOf(program), await workspace.fs.readFile(folder.file('b0.npy'))];
    await commands.executeCommand('batchnorm.exportTable', program);
    await commands.executeCommand('batchnorm.exportLayerNpz', folder.file('b0.npy'));
    assert.equal(await textOf(program), text);
    assert.deepEqual(await workspace.fs.readFile(folder.file('b0.npy')), batch);
    const other = await folder.write('other.npz', 'mine');
    await commands.executeCommand('batchnorm.exportLayerNpz', other);
    assert.equal(await textOf(other), 'mine');
  });

  it('write both statistics into a folder', async () => {
    await opened();
    await commands.executeCommand('batchnorm.exportStatistics', folder.uri);
    const names = (await workspace.fs.readDirectory(folder.uri)).map(([name]) => name);
    assert.ok(names.includes('running_mean.npy') && names.includes('running_var.npy'));
  });
});
