import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const python = '/usr/bin/python3';

/** A message of Jupyter's that a statement led to. */
export interface Shown {
  readonly type: 'display_data' | 'execute_result' | 'stream' | 'error';
  readonly output: Readonly<Record<string, unknown>>;
}

type Told =
  | { readonly ready: true }
  | ({ readonly id: number } & Shown)
  | { readonly id: number; readonly idle: true }
  | { readonly debug: Readonly<Record<string, unknown>> };

interface Statement {
  readonly show: (shown: Shown) => void;
  readonly end: () => void;
}

/** A real IPython kernel in a process of its own; statements run one after another. */
export class Kernel {
  readonly #process: ChildProcess;
  readonly #running = new Map<number, Statement>();
  readonly #ready: Promise<void>;
  #last = 0;
  #tail: Promise<unknown> = Promise.resolve();
  /** What its debugger says. */
  onDebugMessage: (message: Readonly<Record<string, unknown>>) => void = () => undefined;

  constructor() {
    // As the Jupyter extension starts one: what is debugged may not be frozen.
    const env = { ...process.env, PYDEVD_DISABLE_FILE_VALIDATION: '1' };
    this.#process = spawn(python, [join(__dirname, 'kernel.py')], { stdio: ['pipe', 'pipe', 'inherit'], env });
    const stdout = this.#process.stdout;
    if (!stdout) throw new Error('a kernel without an output');
    this.#ready = new Promise((resolve, reject) => {
      this.#process.on('error', reject);
      this.#process.on('exit', (code) => {
        reject(new Error(`the kernel ended with ${code ?? 'a signal'}`));
        for (const { end } of this.#running.values()) end();
      });
      createInterface({ input: stdout }).on('line', (line) => {
        const told = JSON.parse(line) as Told;
        if ('ready' in told) resolve();
        else if ('debug' in told) this.onDebugMessage(told.debug);
        else if ('idle' in told) this.#running.get(told.id)?.end();
        else this.#running.get(told.id)?.show(told);
      });
    });
  }

  /** Resolves when the statement has ended; one that is aborted before its turn never runs, a running one is interrupted. */
  async run(code: string, show: (shown: Shown) => void, signal?: AbortSignal): Promise<void> {
    await this.#ready;
    const turn = this.#tail.then(() => this.#runNow(code, show, signal));
    this.#tail = turn;
    await turn;
  }

  debug(message: unknown): void {
    this.#send({ debug: message });
  }

  dispose(): void {
    this.#process.stdin?.end();
  }

  async #runNow(code: string, show: (shown: Shown) => void, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    const id = ++this.#last;
    const interrupt = (): void => this.#send({ interrupt: true });
    signal?.addEventListener('abort', interrupt);
    await new Promise<void>((end) => {
      this.#running.set(id, { show, end });
      this.#send({ execute: code, id });
    });
    this.#running.delete(id);
    signal?.removeEventListener('abort', interrupt);
  }

  #send(asked: unknown): void {
    this.#process.stdin?.write(`${JSON.stringify(asked)}\n`);
  }
}
