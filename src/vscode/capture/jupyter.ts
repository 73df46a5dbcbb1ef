import { CancellationTokenSource, extensions, Uri, workspace } from 'vscode';
import { openInEditor } from '../commands/tensorFiles.js';
import { withProgress } from '../dialogs.js';
import { captureFolder, fileNameOf } from './captureFolder.js';
import { kernelCode, tensorMime } from './kernelCode.js';
import { CaptureError, pythonFile } from './pausedProcess.js';

/** What of the Jupyter extension's API is used (github.com/microsoft/vscode-jupyter, api.d.ts). */
interface JupyterApi {
  readonly kernels: { getKernel(uri: Uri): Thenable<Kernel | undefined> };
}
interface Kernel {
  readonly language: string;
  executeCode(code: string, token: unknown): AsyncIterable<KernelOutput>;
}
interface KernelOutput {
  readonly items: readonly { readonly mime: string; readonly data: Uint8Array }[];
}

const errorMime = 'application/vnd.code.notebook.error';
/** What the Jupyter extension hands to a variable viewer. */
export interface JupyterVariable {
  readonly name: string;
  readonly fileName?: Uri;
}

export function isJupyterVariable(given: unknown): given is JupyterVariable {
  return typeof given === 'object' && given !== null && 'name' in given && typeof given.name === 'string';
}

/** A variable of a notebook's kernel, as a file in the panel. @throws CaptureError */
export async function captureFromKernel(
  extension: Uri,
  storage: Uri,
  { name }: JupyterVariable,
  notebook: Uri,
): Promise<Uri> {
  const jupyter = extensions.getExtension<JupyterApi>('ms-toolsai.jupyter');
  if (!jupyter) throw new CaptureError('The Jupyter extension is not installed.');
  const { kernels } = await jupyter.activate();
  const kernel = await kernels.getKernel(notebook);
  if (!kernel) throw new CaptureError('This notebook has no kernel that runs: run a cell first.');
  const code = kernelCode(await pythonFile(extension, 'batchnorm_capture.py'), name);
  const bytes = await withProgress(`Capturing ${name}`, (_, signal) => run(kernel, code, signal));
  const { uri: folder } = await captureFolder(storage, undefined);
  const file = Uri.joinPath(folder, `${fileNameOf(name)}.npy`);
  await workspace.fs.writeFile(file, bytes);
  await openInEditor(file);
  return file;
}

async function run(kernel: Kernel, code: string, signal: AbortSignal): Promise<Uint8Array> {
  const source = new CancellationTokenSource();
  signal.addEventListener('abort', () => source.cancel());
  try {
    for await (const { items } of kernel.executeCode(code, source.token)) {
      for (const { mime: kind, data } of items) {
        const text = new TextDecoder().decode(data);
        if (kind === errorMime) throw new CaptureError(messageIn(text));
        if (kind === tensorMime) return bytesIn(text);
      }
    }
  } finally {
    source.dispose();
  }
  throw new CaptureError('The kernel gave no answer.');
}

function bytesIn(text: string): Uint8Array {
  const answer: unknown = JSON.parse(text);
  if (typeof answer === 'object' && answer !== null) {
    if ('error' in answer) throw new CaptureError(String(answer.error));
    if ('data' in answer && typeof answer.data === 'string') {
      return Uint8Array.from(atob(answer.data), (character) => character.charCodeAt(0));
    }
  }
  throw new CaptureError('The kernel gave another answer than the tensor.');
}

function messageIn(text: string): string {
  try {
    const { name, message } = JSON.parse(text) as { readonly name?: unknown; readonly message?: unknown };
    return `${String(name)}: ${String(message)}`;
  } catch {
    return text.slice(0, 500);
  }
}
