import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import {
  commands,
  debug,
  extensions,
  Location,
  Position,
  SourceBreakpoint,
  window,
  workspace,
  type NotebookDocument,
  type Uri,
} from 'vscode';
import { KernelProcess } from '../../src/vscode/capture/kernelProcess.js';
import { limits } from '../patience.mjs';
import { activated, closeAll, extensionId } from './support/extension.js';
import { Folder } from './support/folder.js';
import { numpyFile, sha256 } from './support/numpyFile.js';
import { until } from './support/until.js';

const python = '/usr/bin/python3';
const hasKernel = spawnSync(python, ['-c', 'import ipykernel, jupyter_client, debugpy, numpy, torch']).status === 0;

/** @param held a cell, and what we ask, go on when this file is there, and say that they run by one beside it */
const cellsWith = (held: string) => [
  `import hashlib, os, sys, time, numpy as np, torch
x = np.random.default_rng(1).normal(size=(6, 8, 5)).astype(np.float32)[:, ::2]
t = torch.randn(4, 3, 5, generator=torch.Generator().manual_seed(2)).bfloat16().transpose(0, 1).requires_grad_()
large = torch.arange(3 * 2 ** 20, dtype=torch.float32).reshape(3, 2 ** 20)
def digest(values): return np.frombuffer(hashlib.sha256(np.ascontiguousarray(values).tobytes()).digest(), np.uint8)
names = ['x', 't', 'large']
of_x, of_t, of_large = digest(x), digest(t.detach().float().numpy()), digest(large.numpy())
held = ${JSON.stringify(held)}
def hold():
    open(held + '.begun', 'w').close()
    while not os.path.exists(held): time.sleep(0.02)`,
  'hold()',
  `doubled = x * 2
of_doubled = digest(doubled)
after = 1`,
  `def refuse(event, given):
    if event == 'open' and 'captures' in str(given[0]): raise PermissionError('another machine')
sys.addaudithook(refuse)`,
];

/** A real IPython kernel behind a stand-in for the Jupyter extension; our commands as that calls them. */
describe('a notebook', function () {
  // Kernels start, and import PyTorch. A test that hangs ends before its run is taken for one that does.
  this.timeout(limits.start + limits.screen);
  let folder: Folder;
  let held: Uri;
  let notebook: NotebookDocument;
  let extension: Uri;
  before(async function () {
    if (!hasKernel) {
      console.log(
        'left out: notebooks need python3-ipykernel, python3-jupyter-client, python3-debugpy and python3-torch',
      );
      this.skip();
    }
    folder = await Folder.make();
    held = folder.file('held');
    const source = cellsWith(held.fsPath).map((text) => ({
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source: text,
    }));
    const metadata = { language_info: { name: 'python' } };
    const uri = await folder.write(
      'train.ipynb',
      JSON.stringify({ cells: source, metadata, nbformat: 4, nbformat_minor: 5 }),
    );
    await activated();
    const own = extensions.getExtension(extensionId);
    assert.ok(own);
    extension = own.extensionUri;
    notebook = await workspace.openNotebookDocument(uri);
    await window.showNotebookDocument(notebook, { preview: false });
    await commands.executeCommand('notebook.selectKernel', { id: 'stand-in', extension: 'ms-toolsai.jupyter' });
    await run(0);
  });
  after(async () => {
    debug.removeBreakpoints(debug.breakpoints);
    await debug.stopDebugging();
    await closeAll();
    if (hasKernel) await folder.remove();
  });

  /** Runs a cell as its button does, which is there only where its notebook is in sight; until it has ended. */
  const start = async (cell: number): Promise<void> => {
    await window.showNotebookDocument(notebook, { preview: false });
    // Of ranges in an object VS Code takes no NotebookRange: it runs what is selected then, and says nothing of that.
    const ranges = [{ start: cell, end: cell + 1 }];
    await commands.executeCommand('notebook.cell.execute', { ranges, document: notebook.uri });
  };
  const summary = (cell: number) => notebook.cellAt(cell).executionSummary;
  const run = async (cell: number): Promise<void> => {
    await start(cell);
    await until(() => summary(cell)?.success !== undefined, `cell ${cell} to end`);
    assert.equal(summary(cell)?.success, true, JSON.stringify(notebook.cellAt(cell).outputs));
  };
  /** The viewer of a variable, chosen by its type and called as microsoft/vscode-jupyter does (dataViewerDelegator.ts). */
  const view = async (
    name: string,
    type: string,
    more: object = { fileName: notebook.uri },
  ): Promise<Uri | undefined> => {
    const viewers = extensions.all.flatMap(
      ({ packageJSON }) =>
        (packageJSON as { contributes?: { jupyterVariableViewers?: { command: string; dataTypes: string[] }[] } })
          .contributes?.jupyterVariableViewers ?? [],
    );
    const [viewer] = viewers.filter(({ dataTypes }) => dataTypes.includes(type));
    const variable = { name, type, shape: '', size: 0, count: 0, value: '…', truncated: true, ...more };
    return commands.executeCommand<Uri | undefined>(viewer.command, { ...variable, supportsDataExplorer: true });
  };
  /** That a file holds what the process says of it, to the bit. */
  const hasBits = async (name: string, type: string, header: RegExp, more?: object): Promise<void> => {
    const [uri, digest] = [await view(name, type, more), await view(`of_${name}`, 'ndarray', more)];
    assert.ok(uri && digest, name);
    const file = await numpyFile(uri);
    assert.match(file.header, header);
    assert.equal(sha256(file.payload), Buffer.from((await numpyFile(digest)).payload).toString('hex'));
  };
  /** Until the kernel holds. */
  const begun = async (): Promise<void> => {
    const file = `${held.fsPath}.begun`;
    await until(() => existsSync(file), 'the kernel to begin', limits.start);
    await rm(file);
  };
  const kernel = (signal = new AbortController().signal) => KernelProcess.of(notebook.uri, extension, signal);
  const cancelled = { name: 'AbortError' };

  it('gives nothing while no cell of it has run, and says so', async () => {
    const fileName = folder.file('other.ipynb');
    assert.equal(await view('x', 'ndarray', { fileName }), undefined);
    const { signal } = new AbortController();
    await assert.rejects(KernelProcess.of(fileName, extension, signal), /no kernel that runs: run a cell first/);
  });

  it('gives an array and a bfloat16 tensor to the bit, whatever their strides', async () => {
    await hasBits('x', 'ndarray', /'<f4'.*\(6, 4, 5\)/);
    await hasBits('t', 'Tensor', /'<f4'.*\(3, 4, 5\)/);
    const { internalForTests } = await activated();
    await until(() => internalForTests.hub.size > 0, 'the panel');
  });

  it('says what Python says of a name that is none, and of a value that is no tensor', async () => {
    assert.equal(await view('no_such_name', 'ndarray'), undefined);
    assert.equal(await view('names', 'ndarray'), undefined);
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
    assert.deepEqual(
      tabs.filter((label) => label.startsWith('no_such_name') || label.startsWith('names')),
      [],
    );
    const process = await kernel();
    await assert.rejects(
      process.call('tensor((no_such_name), None, 1)'),
      /NameError: name 'no_such_name' is not defined/,
    );
    await assert.rejects(process.call('tensor((names), None, 1)'), /expected a tensor or an array, found list/);
    await assert.rejects(
      process.call('tensor((large), None, 1000)'),
      /12582912 bytes, more than the 1000 that are taken/,
    );
  });

  it('is waited for while a cell runs, until the user wants no more; the cell goes on', async () => {
    void start(1);
    await begun();
    let hasEnded = false;
    let bits: Promise<unknown>;
    try {
      const controller = new AbortController();
      const waiting = kernel(controller.signal);
      setTimeout(() => controller.abort(), 300);
      await assert.rejects(waiting, cancelled);
      assert.equal(summary(1)?.success, undefined, 'the cell still runs');
      bits = hasBits('x', 'ndarray', /'<f4'/).then(() => (hasEnded = true));
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.equal(hasEnded, false, 'what is asked meanwhile waits for the cell');
    } finally {
      await workspace.fs.writeFile(held, new Uint8Array());
    }
    await bits;
    await until(() => summary(1)?.success, 'the cell to end', limits.start);
  });

  it('is interrupted in what we ask, and in nothing else, by Cancel', async () => {
    const process = await kernel();
    const controller = new AbortController();
    await workspace.fs.delete(held);
    await rm(`${held.fsPath}.begun`, { force: true });
    const answer = process.call('tensor((hold()), None, 1)', controller.signal);
    const refused = assert.rejects(answer, cancelled);
    await begun();
    controller.abort();
    await refused;
    await hasBits('t', 'Tensor', /'<f4'/);
  });

  it('gives a variable while a cell of it is paused in the debugger, whose kernel answers nobody else', async () => {
    const { document } = notebook.cellAt(2);
    debug.addBreakpoints([new SourceBreakpoint(new Location(document.uri, new Position(2, 0)))]);
    await debug.startDebugging(undefined, {
      type: 'Python Kernel Debug Adapter',
      request: 'attach',
      name: 'train.ipynb',
      justMyCode: false,
      __notebookUri: notebook.uri.toString(),
    });
    void start(2);
    await until(
      () => debug.activeStackItem !== undefined && 'frameId' in debug.activeStackItem,
      'the cell to stop',
      limits.start,
    );
    await hasBits('doubled', 'ndarray', /'<f4'.*\(6, 4, 5\)/);
    // As the debugger's own Variables view has it: without a notebook.
    await hasBits('t', 'Tensor', /'<f4'/, { frameId: 1 });
    assert.equal(summary(2)?.success, undefined, 'it is still paused');
    await commands.executeCommand('workbench.action.debug.continue');
    await until(() => summary(2)?.success, 'the cell to end', limits.start);
    await debug.stopDebugging();
  });

  it('hands over in chunks where it does not see our files: the bits are the same', async () => {
    await run(3);
    await hasBits('large', 'Tensor', /'<f4'.*\(3, 1048576\)/);
    const process = await kernel();
    const handed = await process.call<{ bytes: number; token: string }>('tensor((large), None, 1 << 30)');
    const [told, controller] = [[] as number[], new AbortController()];
    const content = process.content(
      handed,
      (bytes) => {
        told.push(bytes);
        if (told.length === 2) controller.abort();
      },
      controller.signal,
    );
    await assert.rejects(content, cancelled);
    assert.ok(
      told.length >= 2 && told.length < 7 && told.every((bytes, i) => i === 0 || bytes > told[i - 1]),
      told.join(),
    );
    await assert.rejects(process.call(`chunk('${handed.token}', 0, 1)`), /KeyError/);
  });
});
