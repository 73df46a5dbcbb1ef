import { CancellationTokenSource, extensions, type Uri } from 'vscode';
import { answerMime, kernelCode } from './kernelCode.js';
import { CaptureError, PythonProcess } from './pythonProcess.js';
import { within } from './within.js';

/** What of the Jupyter extension's API is used (github.com/microsoft/vscode-jupyter, src/api.d.ts). */
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

/** The Python process of a notebook's kernel: through the Jupyter extension, which queues what runs behind its cells. */
export class KernelProcess extends PythonProcess {
  private constructor(kernel: Kernel) {
    super((expression, signal) => evaluate(kernel, expression, signal));
  }

  /** @throws CaptureError where the notebook has no kernel that runs Python; the signal's reason */
  static async of(notebook: Uri, extension: Uri, signal: AbortSignal): Promise<KernelProcess> {
    const jupyter = extensions.getExtension<JupyterApi>('ms-toolsai.jupyter');
    if (!jupyter) throw new CaptureError('The Jupyter extension is not installed.');
    const { kernels } = await within(jupyter.activate(), { signal });
    const kernel = await within(kernels.getKernel(notebook), { signal });
    if (!kernel) throw new CaptureError('This notebook has no kernel that runs: run a cell first.');
    if (kernel.language !== 'python') {
      throw new CaptureError(`This notebook’s kernel runs ${kernel.language}: expected Python.`);
    }
    const process = new KernelProcess(kernel);
    await process.install(extension, signal);
    return process;
  }
}

async function evaluate(kernel: Kernel, expression: string, signal?: AbortSignal): Promise<string> {
  const source = new CancellationTokenSource();
  const stop = (): void => source.cancel();
  signal?.addEventListener('abort', stop);
  try {
    // A kernel that is busy ends its answer when it comes to it: who wants no more does not wait for that.
    return await within(answerOf(kernel.executeCode(kernelCode(expression), source.token)), { signal });
  } finally {
    signal?.removeEventListener('abort', stop);
    source.dispose();
  }
}

async function answerOf(outputs: AsyncIterable<KernelOutput>): Promise<string> {
  let answer: string | undefined;
  // To its end: what follows is sent to a kernel that is free.
  for await (const { items } of outputs) {
    for (const { mime, data } of items) {
      const text = new TextDecoder().decode(data);
      if (mime === errorMime) throw new CaptureError(messageIn(text));
      if (mime === answerMime) answer ??= valueIn(text);
    }
  }
  if (answer !== undefined) return answer;
  throw new CaptureError('The kernel gave no answer: was BatchNorm Debugger allowed to use it?');
}

function valueIn(text: string): string {
  const answer: unknown = JSON.parse(text);
  const value = typeof answer === 'object' && answer !== null && 'value' in answer ? answer.value : undefined;
  if (typeof value === 'string') return value;
  throw new CaptureError('The kernel gave another answer than it was asked for.');
}

function messageIn(text: string): string {
  try {
    const { name, message } = JSON.parse(text) as { readonly name?: unknown; readonly message?: unknown };
    return `${String(name)}: ${String(message)}`;
  } catch {
    return text.slice(0, 500);
  }
}
