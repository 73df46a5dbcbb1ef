import * as assert from 'node:assert/strict';
import {
  commands,
  type CodeLens,
  type CompletionList,
  debug,
  type DebugSession,
  languages,
  lm,
  LanguageModelTextPart,
  Position,
  TabInputTextDiff,
  Uri,
  window,
  workspace,
} from 'vscode';
import { activated, closeAll, snapshotOf } from './support/extension.js';
import { Folder } from './support/folder.js';
import { batch, npy } from './support/npy.js';
import { until } from './support/until.js';

const steps = [
  '{ "train": "one.npy" },',
  '{ "train": "two.npy", "expect": "two.npy" },',
  '{ "eval": "one.npy", "expect": "one.npy", "atol": 1000 }',
];
const text = (...lines: string[]) => `{\n "steps": [\n${lines.join('\n')}\n ],\n "findings": { "none": "error" }\n}\n`;

describe('program files', () => {
  let folder: Folder;
  before(async () => {
    folder = await Folder.make();
    await folder.write('one.npy', npy([8, 3], batch([8, 3])));
    await folder.write('two.npy', npy([8, 3], batch([8, 3])));
  });
  after(() => folder.remove());
  afterEach(closeAll);

  const shown = async (name: string, content: string): Promise<Uri> => {
    const uri = await folder.write(name, content);
    await window.showTextDocument(await workspace.openTextDocument(uri));
    await activated();
    return uri;
  };

  it('have what their files say against them in the Problems panel, on the line of the step', async () => {
    const uri = await shown('problems.bn.json', text(steps[0], '{ "train": "missing.npy" }'));
    const [problem] = await until(() => {
      const found = languages.getDiagnostics(uri).filter(({ source }) => source === 'BatchNorm');
      return found.length > 0 ? found : undefined;
    }, 'a problem');
    assert.equal(problem.range.start.line, 3);
    assert.match(problem.message, /missing\.npy/);
  });

  it('complete names of files', async () => {
    const uri = await shown('complete.bn.json', '{ "steps": [{ "train": "" }] }');
    const { items } = await commands.executeCommand<CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      new Position(0, 24),
      '"',
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('one.npy') && labels.includes('two.npy'), labels.join());
  });

  it('run to the step of a CodeLens, in the panel', async () => {
    const uri = await shown('lenses.bn.json', text(...steps));
    const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri);
    const lens = lenses.filter(({ command }) => command?.command === 'batchnorm.runToStep')[1];
    assert.equal(lens.range.start.line, 3);
    await commands.executeCommand(lens.command?.command ?? '', ...((lens.command?.arguments ?? []) as unknown[]));
    const { hub } = (await activated()).internalForTests;
    const session = await until(() => hub.find(uri), 'a session');
    assert.equal(snapshotOf(session).shown, 1);
  });

  it('are tests: what they expect is an item, and fails on its line', async () => {
    const uri = await shown('tests.bn.json', text(...steps));
    const { programs } = (await activated()).internalForTests;
    const item = await until(() => programs.tests.items.get(uri.toString()), 'a test');
    const names: string[] = [];
    item.children.forEach(({ label }) => names.push(label));
    assert.deepEqual(names.toSorted(), ['eval one.npy: expect', 'findings', 'train two.npy: expect']);
    await commands.executeCommand('testing.runAll');
    await until(
      () => languages.getDiagnostics(uri).some(({ message }) => message.includes('expect does not hold')),
      'the failure on its line',
    );
    await commands.executeCommand('batchnorm.debugTensor', uri);
  });

  it('are found as tests by a file watcher, fail with both numbers, and are debugged from there', async () => {
    const own = workspace.workspaceFolders?.at(0)?.uri ?? assert.fail('a workspace folder');
    const { programs } = (await activated()).internalForTests;
    const write = (name: string, content: string | Uint8Array) =>
      workspace.fs.writeFile(
        Uri.joinPath(own, name),
        typeof content === 'string' ? new TextEncoder().encode(content) : content,
      );
    await write('w.npy', npy([8, 3], batch([8, 3])));
    await commands.executeCommand('testing.refreshTests');
    const uri = Uri.joinPath(own, 'watched.bn.json');
    // A watcher needs a moment before it sees anything.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await write('watched.bn.json', '{ "steps": [\n{ "train": "w.npy" },\n{ "eval": "w.npy", "expect": "w.npy" }\n] }');
    const item = await until(() => programs.tests.items.get(uri.toString()), 'the test of a file that is new');
    assert.equal(item.children.size, 1);
    const changed =
      '{ "steps": [\n{ "train": "w.npy" },\n{ "eval": "w.npy", "expect": "w.npy" }\n],\n"findings": { "none": "info" } }';
    await write('watched.bn.json', changed);
    await until(() => programs.tests.items.get(uri.toString())?.children.size === 2, 'the item that it has now');
    await commands.executeCommand('testing.runAll');
    const failure = await until(
      () => languages.getDiagnostics(uri).find(({ message }) => message.includes('expect does not hold')),
      'the failure on its line',
    );
    assert.equal(failure.range.start.line, 2);
    const { passes } = await (await activated()).run(uri, { outputs: true });
    const wanted = batch([8, 3]);
    const found = [...(passes[1].output?.data ?? [])];
    const errors = found.map((value, index) => Math.abs(value - wanted[index]));
    const worst = errors.indexOf(Math.max(...errors));
    const numbers = / expected (\S+), found (\S+); \d+ of 24 values are off$/.exec(failure.message) ?? [];
    assert.deepEqual(numbers.slice(1).map(numberOf), [wanted[worst], found[worst]], failure.message);
    // As the Test Explorer has it: on the line, both numbers beside each other.
    const test = ['batchnorm', uri.toString(), 'step 1 expect'].join('\0');
    assert.ok(await commands.executeCommand('vscode.peekTestError', test));
    const editor = await until(() => {
      const { activeTextEditor } = window;
      return activeTextEditor?.document.uri.toString() === uri.toString() && activeTextEditor;
    }, 'the text of the test');
    await until(() => editor.selection.active.line === 2, 'the line of the failure');
    await commands.executeCommand('testing.openMessageInEditor');
    const sides = await until(() => {
      const input = window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof TabInputTextDiff && [input.original, input.modified];
    }, 'the numbers beside each other');
    const texts = await Promise.all(sides.map(async (side) => (await workspace.openTextDocument(side)).getText()));
    assert.deepEqual(texts.map(numberOf), [wanted[worst], found[worst]], texts.join(' | '));
    const started = new Promise<DebugSession>((resolve) => debug.onDidStartDebugSession(resolve));
    await commands.executeCommand('batchnorm.debugProgram', uri, 1);
    const session = await started;
    assert.equal(session.configuration.step, 1);
    await until(() => debug.activeStackItem, 'it to stop');
    const { stackFrames } = (await session.customRequest('stackTrace', { threadId: 1 })) as {
      readonly stackFrames: readonly { readonly line: number }[];
    };
    assert.equal(stackFrames[0].line, 3);
    await debug.stopDebugging(session);
    await workspace.fs.delete(uri);
    await until(() => !programs.tests.items.get(uri.toString()), 'the test of a file that is gone to go');
    await workspace.fs.delete(Uri.joinPath(own, 'w.npy'));
  });

  it('begin with what a folder holds', async () => {
    const untitled = await commands.executeCommand<Uri>('batchnorm.newProgram', folder.uri);
    const document = await workspace.openTextDocument(untitled);
    assert.deepEqual((JSON.parse(document.getText()) as { steps: unknown }).steps, [
      { train: 'one.npy' },
      { train: 'two.npy' },
    ]);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('are run by a language model’s tool, for files of the workspace only', async () => {
    await activated();
    assert.ok(lm.tools.some(({ name }) => name === 'batchnorm_run'));
    await assert.rejects(
      async () => lm.invokeTool('batchnorm_run', { input: { file: '/etc/passwd' }, toolInvocationToken: undefined }),
      /no folder of the workspace/,
    );
    const own = workspace.workspaceFolders?.at(0)?.uri ?? assert.fail('a workspace folder');
    const file = Uri.joinPath(own, 'tool.npy');
    await workspace.fs.writeFile(file, npy([8, 3], batch([8, 3])));
    const result = await lm.invokeTool('batchnorm_run', {
      input: { file: 'tool.npy' },
      toolInvocationToken: undefined,
    });
    await workspace.fs.delete(file);
    const [part] = result.content;
    assert.ok(part instanceof LanguageModelTextPart && part.value.includes('BatchNorm layer'));
  });
});

/** The float32 number that a sentence begins with. */
function numberOf(sentence: string): number {
  return Math.fround(parseFloat(sentence.replace('\u2212', '-')));
}
