import { EngineError, type PartialMoments } from '../../engine/index.js';
import { FormatError } from '../../formats/index.js';
import type { FromThread, ThreadFailure, ToThread } from './messages.js';

/** A thread as the pool sees it: Node's Worker, or what a test puts in its place. */
export interface Thread {
  postMessage(message: ToThread): void;
  on(event: 'message', listener: (message: FromThread) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  /** Whether it keeps the process alive. */
  ref(): void;
  unref(): void;
  terminate(): unknown;
}

interface Job {
  readonly resolve: (partial: PartialMoments) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: (bytes: number) => void;
  readonly onPartial: (partial: PartialMoments) => void;
}

export type JobOptions = Pick<Job, 'onProgress' | 'onPartial'> & { readonly signal: AbortSignal };

let jobsSoFar = 0;

/** One thread and what it has to do. */
export class MomentsThread {
  readonly #jobs = new Map<number, Job>();

  /** @param onEnd when the thread has ended, asked to or not */
  constructor(
    private readonly thread: Thread,
    onEnd: () => void,
  ) {
    thread.on('message', (message) => this.#receive(message));
    const end = (error: Error) => {
      for (const { reject } of this.#jobs.values()) reject(error);
      this.#jobs.clear();
      onEnd();
    };
    thread.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
    thread.on('exit', (code) => end(new Error(`A thread that was reading the file ended with code ${code}.`)));
    thread.unref();
  }

  /** @throws FormatError, EngineError; an AbortError; an Error where the thread ends before it has answered */
  measure(
    message: Omit<ToThread & { readonly kind: 'measure' }, 'kind' | 'job'>,
    { signal, ...listeners }: JobOptions,
  ): Promise<PartialMoments> {
    const job = (jobsSoFar += 1);
    const cancel = () => this.thread.postMessage({ kind: 'cancel', job });
    signal.addEventListener('abort', cancel);
    return new Promise<PartialMoments>((resolve, reject) => {
      this.#jobs.set(job, { resolve, reject, ...listeners });
      this.thread.ref();
      this.thread.postMessage({ kind: 'measure', job, ...message });
      if (signal.aborted) cancel();
    }).finally(() => {
      signal.removeEventListener('abort', cancel);
      this.#jobs.delete(job);
      if (this.#jobs.size === 0) this.thread.unref();
    });
  }

  end(): void {
    this.thread.terminate();
  }

  #receive(message: FromThread): void {
    const job = this.#jobs.get(message.job);
    switch (message.kind) {
      case 'progress':
        return job?.onProgress(message.bytes);
      case 'partial':
        return job?.onPartial(message.partial);
      case 'done':
        return job?.resolve(message.partial);
      case 'failed':
        return job?.reject(errorOf(message.failure));
    }
  }
}

function errorOf({ message, isEngine, refusal }: ThreadFailure): Error {
  if (refusal) return new FormatError(refusal);
  return isEngine ? new EngineError(message) : new Error(message);
}
