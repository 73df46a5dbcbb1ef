import { Uri, workspace } from 'vscode';
import { bytesOfBase64 } from './base64.js';
import { pythonSource } from './pythonText.js';

/** Bigger messages debugpy's adapter never answers (16 MiB of JSON). */
export const chunkBytes = 2 * 2 ** 20;
const chunksInFlight = 3;
const moduleName = '_batchnorm_capture';
const modules = `__import__('sys').modules`;
/** Our module, as an expression of the process. */
export const captureModule = `${modules}['${moduleName}']`;

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
 * What Python's `str` gives of an expression, or says of it instead. @throws CaptureError; the signal's reason, at once
 */
export type Evaluate = (expression: string, signal?: AbortSignal) => Promise<string>;

/**
 * A Python process that evaluates expressions. What is run in it is one module of ours, which leaves no name in the
 * user's program.
 */
export class PythonProcess {
  protected constructor(private readonly evaluate: Evaluate) {}

  /** An answer of the module. @param call such as `tensor((x), None, 1)`, in the user's own names */
  async call<T extends object>(call: string, signal?: AbortSignal): Promise<T> {
    const answer = parsed(await this.evaluate(`${captureModule}.${call}`, signal));
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
        const call = `chunk('${token ?? ''}', ${start}, ${chunkBytes})`;
        const { data } = await this.call<{ readonly data: string }>(call, signal);
        const part = bytesOfBase64(data);
        if (start + part.length > bytes) throw new CaptureError('The process sent more bytes than it said.');
        all.set(part, start);
        done += part.length;
        onBytes(done);
      }
    };
    try {
      await Promise.all(Array.from({ length: chunksInFlight }, takeAll));
    } finally {
      // Nobody waits for it: where the user wants no more, the process may be busy.
      void this.call(`release('${token ?? ''}')`).catch(() => undefined);
    }
    if (done < bytes) throw new CaptureError(`The process sent ${done} bytes: expected ${bytes}.`);
    return all;
  }

  /** @param extension where our Python files lie @throws CaptureError; the signal's reason */
  protected async install(extension: Uri, signal?: AbortSignal): Promise<void> {
    const isThere = `'${moduleName}' in ${modules}`;
    if ((await this.evaluate(isThere, signal)) === 'True') return;
    const source = pythonSource(await pythonFile(extension, 'batchnorm_capture.py'));
    const fill = `exec(compile(${source}, '<batchnorm>', 'exec'), m.__dict__)`;
    const put = `${modules}.__setitem__('${moduleName}', m)`;
    const type = `__import__('types').ModuleType('${moduleName}')`;
    await this.evaluate(`(lambda m: (${fill}, ${put}))(${type}) and None`, signal);
    if ((await this.evaluate(isThere, signal)) !== 'True') {
      throw new CaptureError('This debugger runs no Python expressions.');
    }
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
