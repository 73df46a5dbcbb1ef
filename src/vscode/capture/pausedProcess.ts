import { debug, DebugStackFrame, Uri, workspace, type DebugSession } from 'vscode';
import { pythonSource } from './pythonText.js';

/** So long an expression may take; the debugger has no answer at all for some. */
const patience = 30_000;
/** Bigger messages the adapter never answers (debugpy: 16 MiB of JSON). */
export const chunkBytes = 2 * 2 ** 20;
const chunksInFlight = 3;
const moduleName = '_batchnorm_capture';

/** What is told instead of an answer. */
export class CaptureError extends Error {}

interface Answer {
  readonly error?: string;
}

/** A file's content on its way: in a file that both sides see, or held by the process. */
export interface HandedOut {
  readonly bytes: number;
  readonly path?: string;
  readonly token?: string;
}

/**
 * The Python process of a debug session that is stopped, in the frame that is looked at. Over the debug protocol alone:
 * what it runs is one module of ours, which leaves no name in the user's program.
 */
export class PausedProcess {
  private constructor(
    readonly session: DebugSession,
    private readonly frameId: number,
  ) {}

  /** @throws CaptureError where no Python program is stopped */
  static async current(extension: Uri): Promise<PausedProcess> {
    const item = debug.activeStackItem;
    if (!(item instanceof DebugStackFrame)) {
      throw new CaptureError('Pause a Python program in the debugger first: at a breakpoint, with a frame selected.');
    }
    const process = new PausedProcess(item.session, item.frameId);
    await process.#install(extension);
    return process;
  }

  /** An answer of the module. @param call such as `tensor((x), None, 1)`, in the frame's own names */
  async call<T extends object>(call: string): Promise<T> {
    const answer = parsed(await this.#evaluate(`__import__('sys').modules['${moduleName}'].${call}`));
    const { error } = answer as Answer;
    if (error !== undefined) throw new CaptureError(error);
    return answer as T;
  }

  /** What was handed out in chunks. @throws CaptureError; the signal's reason */
  async content(
    { token, bytes }: HandedOut,
    onBytes: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const all = new Uint8Array(bytes);
    let [next, done] = [0, 0];
    const takeAll = async (): Promise<void> => {
      for (let start = next; start < bytes; start = next) {
        next += chunkBytes;
        signal.throwIfAborted();
        const { data } = await this.call<{ readonly data: string }>(`chunk('${token ?? ''}', ${start}, ${chunkBytes})`);
        const part = bytesOf(data);
        all.set(part, start);
        done += part.length;
        onBytes(done);
      }
    };
    try {
      await Promise.all(Array.from({ length: chunksInFlight }, takeAll));
    } finally {
      await this.call(`release('${token ?? ''}')`).catch(() => undefined);
    }
    return all;
  }

  async #install(extension: Uri): Promise<void> {
    const modules = `__import__('sys').modules`;
    const isThere = await this.#evaluate(`'${moduleName}' in ${modules}`);
    if (isThere === 'True') return;
    const code = await pythonFile(extension, 'batchnorm_capture.py');
    const source = pythonSource(code);
    const fill = `exec(compile(${source}, '<batchnorm>', 'exec'), m.__dict__)`;
    const put = `${modules}.__setitem__('${moduleName}', m)`;
    await this.#evaluate(`(lambda m: (${fill}, ${put}))(__import__('types').ModuleType('${moduleName}')) and None`);
    if ((await this.#evaluate(`'${moduleName}' in ${modules}`)) !== 'True') {
      throw new CaptureError('This debugger runs no Python expressions.');
    }
  }

  async #evaluate(expression: string): Promise<string> {
    const given = { expression, frameId: this.frameId, context: 'clipboard', format: { rawString: true } };
    const answer = this.session.customRequest('evaluate', given) as Thenable<{ readonly result: string }>;
    const { result } = await within(answer);
    return result;
  }
}

/** A Python file that ships with the extension. */
export async function pythonFile(extension: Uri, name: string): Promise<Uint8Array> {
  return workspace.fs.readFile(Uri.joinPath(extension, 'media', 'python', name));
}

function parsed(result: string): object {
  try {
    const value: unknown = JSON.parse(result);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // It is what Python says of the expression itself.
  }
  throw new CaptureError(result.slice(0, 500));
}

async function within<T>(answer: Thenable<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CaptureError('The debugger does not answer.')), patience);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
