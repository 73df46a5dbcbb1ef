import assert from 'node:assert/strict';
import { commands, extensions, Uri, workspace } from 'vscode';
import { activated, closeAll, extensionId, failureOf, openSession, snapshotOf } from './support/extension.js';
import { Folder } from './support/folder.js';
import { until } from './support/until.js';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category?: string }[];
    readonly keybindings: readonly { command: string; key: string; when: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string; when: string }[]>>;
  };
}

describe('commands', () => {
  let folder: Folder;
  before(async () => {
    folder = await Folder.make();
    await activated();
  });
  afterEach(closeAll);
  after(() => folder.remove());

  const contributes = (): Manifest['contributes'] =>
    (extensions.getExtension(extensionId)?.packageJSON as Manifest).contributes;

  it('are all registered, titled and in one category; only the API has no title', async () => {
    const contributed = contributes().commands;
    const registered = (await commands.getCommands(true)).filter((id) => id.startsWith('batchnorm.'));
    assert.deepEqual(registered.sort(), [...contributed.map(({ command }) => command), 'batchnorm.run'].sort());
    const shown = contributed.map(({ title, category }) => (category === undefined ? title : `${category}: ${title}`));
    assert.ok(shown.every((title) => /^BatchNorm: [A-Z]/.test(title)));
    const { internalForTests } = await activated();
    assert.deepEqual([...internalForTests.commands.keys()].sort(), registered.sort(), 'each does something');
  });

  it('have keys that act in our editor only, none of them the debugger’s, and menus with a condition', () => {
    const { keybindings, menus } = contributes();
    for (const { key, when } of keybindings) {
      assert.ok(!/(^|\+)f(5|9|10|11)$/.test(key), key);
      // A panel that is away for a moment, because a stop is shown, keeps its keys.
      assert.match(when, /^batchnorm\.takesKeys && (!inputFocus|\(!inputFocus \|\| batchnorm\.isAway\)) && /);
    }
    for (const item of Object.values(menus).flat()) assert.ok(item.when, item.command);
  });

  it('train, eval, step, rewind, run and reset', async () => {
    await folder.writeBatch('b0.npy', [4, 3]);
    await folder.writeBatch('b1.npy', [4, 3], 1);
    const program = await folder.write(
      'p.bn.json',
      '{ "steps": [{ "train": "b0.npy" }, { "train": "b1.npy" }, { "eval": "b0.npy" }] }',
    );
    const session = await openSession(program);
    const after = async (command: string): Promise<string> => {
      await commands.executeCommand(`batchnorm.${command}`);
      const { cursor, shown, passes } = snapshotOf(session);
      return `${cursor.pass}/${cursor.stage ?? '-'} shows ${shown ?? '-'} of ${passes.length}`;
    };
    assert.equal(await after('train'), '1/- shows 0 of 3');
    assert.equal(await after('runAll'), '3/- shows 2 of 3');
    assert.equal(await after('stepBack'), '2/- shows 1 of 3');
    assert.equal(await after('eval'), '3/- shows 2 of 3');
    assert.equal(await after('reset'), '0/- shows - of 3');
    assert.match(await after('stepInto'), /^0\/\d shows 0 of 3$/);
  });

  it('split, change momentum, eps and channel axis, undo and redo', async () => {
    const session = await openSession(await folder.writeBatch('all.npy', [8, 3]));
    await commands.executeCommand('batchnorm.split', 3);
    assert.equal(failureOf(session), undefined);
    assert.equal(snapshotOf(session).passes.length, 3);
    await commands.executeCommand('batchnorm.changeMomentum', 0.5);
    await commands.executeCommand('batchnorm.changeEps', 1e-3);
    assert.deepEqual([snapshotOf(session).settings.momentum, snapshotOf(session).settings.eps], [0.5, 1e-3]);
    await commands.executeCommand('batchnorm.changeMomentum', 'cumulative');
    assert.equal(snapshotOf(session).settings.momentum, null);
    await commands.executeCommand('batchnorm.undo');
    await commands.executeCommand('batchnorm.undo');
    assert.deepEqual([snapshotOf(session).settings.momentum, snapshotOf(session).settings.eps], [0.5, 1e-5]);
    await commands.executeCommand('batchnorm.redo');
    assert.equal(snapshotOf(session).settings.eps, 1e-3);
    await commands.executeCommand('batchnorm.changeChannelAxis', 0);
    assert.equal(snapshotOf(session).input.channels, 3, 'mini-batches of 3 samples, seen along axis 0');
  });

  it('toggle γ and β and the running statistics, go to a pass, remove one', async () => {
    const session = await openSession(await folder.writeBatch('toggled.npy', [8, 3]));
    await commands.executeCommand('batchnorm.split', 2);
    await commands.executeCommand('batchnorm.goToPass', 3);
    assert.deepEqual([snapshotOf(session).shown, snapshotOf(session).passes.length], [2, 4]);
    await commands.executeCommand('batchnorm.removePass');
    assert.deepEqual(
      snapshotOf(session).passes.map(({ batch }) => batch),
      ['toggled.npy [0:2]', 'toggled.npy [2:4]', 'toggled.npy [6:8]'],
    );
    await commands.executeCommand('batchnorm.toggleAffine');
    await commands.executeCommand('batchnorm.toggleTracking');
    assert.deepEqual(
      [snapshotOf(session).settings.affine, snapshotOf(session).settings.trackRunningStats],
      [false, false],
    );
  });

  it('run on and back until a condition holds, or to a finding, and say why they stopped', async () => {
    const session = await openSession(await folder.writeBatch('until.npy', [40, 3]));
    await commands.executeCommand('batchnorm.split', 2);
    await commands.executeCommand('batchnorm.runUntil', 'num_batches_tracked >= 12');
    assert.deepEqual(
      [snapshotOf(session).shown, snapshotOf(session).notice],
      [11, 'Stopped after pass 12: the condition holds'],
    );
    await commands.executeCommand('batchnorm.runBackUntil', 'pass <= 4');
    assert.deepEqual([snapshotOf(session).shown, snapshotOf(session).computed], [3, 12]);
    await commands.executeCommand('batchnorm.runUntil', 'meen > 3');
    const { state } = session;
    const failure = state.kind === 'ready' ? state.failure : null;
    assert.match(failure?.message ?? '', /column 1.*mean/);
    await commands.executeCommand('batchnorm.reset');
    await commands.executeCommand('batchnorm.runToFinding');
    const { findings, shown, notice } = snapshotOf(session);
    assert.equal(shown, Math.min(...findings.map(({ known }) => known)));
    assert.match(notice ?? '', /there is a finding/);
  });

  it('change the layer from a pass on, keep what there was as a branch, and go between the two', async () => {
    const session = await openSession(await folder.writeBatch('branch.npy', [12, 3]));
    await commands.executeCommand('batchnorm.split', 3);
    await commands.executeCommand('batchnorm.runAll');
    await commands.executeCommand('batchnorm.goToPass', 2);
    await commands.executeCommand('batchnorm.changeFromHere', { momentum: 0.5 });
    const { program, branches, computed } = snapshotOf(session);
    assert.deepEqual(program.steps[2], { set: { momentum: 0.5 } });
    assert.equal(computed, 4);
    const [original] = branches.others;
    assert.equal(branches.others.length, 1);
    await commands.executeCommand('batchnorm.switchBranch', original);
    assert.equal(snapshotOf(session).program.steps.length, 4);
    assert.equal(snapshotOf(session).branches.current, original);
    await commands.executeCommand('batchnorm.removeBranch', snapshotOf(session).branches.others[0]);
    assert.deepEqual(snapshotOf(session).branches.others, []);
  });

  it('offer the files of the same shape as batches', async () => {
    const own = await Folder.make();
    try {
      await own.writeBatch('other.npy', [9, 3]);
      await own.writeBatch('a2.npy', [4, 3], 1);
      const session = await openSession(await own.writeBatch('a1.npy', [4, 3]));
      await commands.executeCommand('batchnorm.addSameShape');
      assert.deepEqual(
        snapshotOf(session).passes.map(({ batch }) => batch),
        ['a1.npy', 'a2.npy'],
      );
    } finally {
      await closeAll();
      await own.remove();
    }
  });

  it('add batches, and save the program with paths relative to where it goes', async () => {
    const session = await openSession(await folder.writeBatch('one.npy', [4, 3]));
    const other = await folder.writeBatch('two.npy', [4, 3], 1);
    await commands.executeCommand('batchnorm.addBatches', [other]);
    assert.equal(snapshotOf(session).passes.length, 2);
    const target = folder.file('programs/two.bn.json');
    await commands.executeCommand('batchnorm.saveProgram', target);
    const saved = JSON.parse(new TextDecoder().decode(await workspace.fs.readFile(target))) as { steps: unknown[] };
    assert.deepEqual(saved.steps, [{ train: '../one.npy' }, { train: '../two.npy' }]);
    const { run } = await activated();
    const report = await run(target, { allow: [folder.uri] });
    assert.deepEqual(
      report.passes.map(({ batch }) => batch),
      ['one.npy', 'two.npy'],
    );
    await commands.executeCommand('batchnorm.train');
    const written = await workspace.fs.readFile(target);
    await commands.executeCommand('batchnorm.removePass');
    assert.equal(await commands.executeCommand('batchnorm.saveProgram', target), undefined);
    assert.deepEqual(await workspace.fs.readFile(target), written, 'a file that is there is not overwritten unasked');
  });

  it('open the samples that ship with the extension', async () => {
    await commands.executeCommand('batchnorm.openSamples');
    const { editors } = (await activated()).internalForTests;
    const { session } = await until(() => editors.active, 'an editor');
    const { extensionUri } = extensions.getExtension(extensionId) ?? assert.fail();
    assert.ok(session.uri.path.startsWith(Uri.joinPath(extensionUri, 'media', 'samples').path));
    await until(() => session.state.kind !== 'loading', 'the sample to be read');
    await commands.executeCommand('batchnorm.runAll');
    const { passes, findings } = snapshotOf(session);
    assert.ok(passes.every(({ status }) => status === 'computed'));
    assert.ok(findings.length > 0, 'a sample that shows something');
  });
});
