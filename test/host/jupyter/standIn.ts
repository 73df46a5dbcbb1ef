import {
  debug,
  DebugAdapterInlineImplementation,
  Disposable,
  notebooks,
  Uri,
  type CancellationToken,
  type DebugProtocolMessage,
  type ExtensionContext,
  type NotebookCell,
  type NotebookCellOutput,
} from 'vscode';
import { Kernel } from './kernel.js';
import { KernelDebugger } from './kernelDebugger.js';
import { outputOf } from './outputOf.js';

/**
 * What of the Jupyter extension ours uses, under its name, over a real IPython kernel: cells that run, the kernels of
 * notebooks in which one has (`kernels.getKernel(uri)?.executeCode`), and the debug type of its kernels. As
 * microsoft/vscode-jupyter does it in src/standalone/api/kernels and src/notebooks/debugger.
 */
export function activate({ subscriptions }: ExtensionContext): unknown {
  const kernels = new Map<string, Kernel>();
  const kernelOf = (notebook: Uri): Kernel => {
    const there = kernels.get(notebook.toString());
    if (there) return there;
    const kernel = new Kernel();
    kernels.set(notebook.toString(), kernel);
    subscriptions.push(kernel);
    return kernel;
  };
  const controller = notebooks.createNotebookController('stand-in', 'jupyter-notebook', 'Python 3');
  controller.supportedLanguages = ['python'];
  controller.executeHandler = async (cells) => {
    for (const cell of cells) await runCell(cell);
  };
  const runCell = async (cell: NotebookCell): Promise<void> => {
    const execution = controller.createNotebookCellExecution(cell);
    execution.start(Date.now());
    let isFine = true;
    await execution.clearOutput();
    await kernelOf(cell.notebook.uri).run(cell.document.getText(), (shown) => {
      if (shown.type === 'error') isFine = false;
      void execution.appendOutput(outputOf(shown));
    });
    execution.end(isFine, Date.now());
  };
  subscriptions.push(
    { dispose: () => controller.dispose() },
    debug.registerDebugAdapterDescriptorFactory('Python Kernel Debug Adapter', {
      createDebugAdapterDescriptor: ({ configuration }) => {
        const notebook = Uri.parse(String(configuration.__notebookUri));
        const adapter = new KernelDebugger(kernelOf(notebook), notebook);
        // VS Code's disposables are of a class.
        const asVsCodeHasIt = Object.assign(new Disposable(() => adapter.dispose()), {
          onDidSendMessage: adapter.onDidSendMessage,
          handleMessage: (message: DebugProtocolMessage) => adapter.handleMessage(message),
        });
        return new DebugAdapterInlineImplementation(asVsCodeHasIt);
      },
    }),
  );
  return {
    kernels: {
      getKernel: (uri: Uri) => {
        const kernel = kernels.get(uri.toString());
        return Promise.resolve(
          kernel && {
            language: 'python',
            executeCode: (code: string, token: CancellationToken) => runCode(kernel, code, token),
          },
        );
      },
    },
  };
}

/** What a statement shows, as it comes. */
async function* runCode(kernel: Kernel, code: string, token: CancellationToken): AsyncGenerator<NotebookCellOutput> {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  const waiting: NotebookCellOutput[] = [];
  const state = { isOver: false };
  let wake: () => void = () => undefined;
  const end = kernel
    .run(
      code,
      (shown) => {
        waiting.push(outputOf(shown));
        wake();
      },
      controller.signal,
    )
    .finally(() => {
      state.isOver = true;
      wake();
    });
  for (;;) {
    const next = waiting.shift();
    if (next) yield next;
    else if (state.isOver) break;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
  await end;
}
