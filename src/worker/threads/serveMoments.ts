import { EngineError, type PartialMoments } from '../../engine/index.js';
import { FormatError } from '../../formats/index.js';
import { measure, type SessionFiles } from '../../session/index.js';
import { nextTurn } from '../nextTurn.js';
import type { FromThread, ThreadFailure, ToThread } from './messages.js';

/** What is known goes to the worker at this pace. */
const PARTIAL_MILLISECONDS = 200;
const PROGRESS_MILLISECONDS = 50;

/** The thread's side of its port. */
export interface ThreadPort {
  postMessage(message: FromThread, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: ToThread) => void): unknown;
}

/** Measures ranges of files until the thread is ended. Each job opens its file for itself, and closes it. */
export function serveMoments(port: ThreadPort, files: Pick<SessionFiles, 'withTensor'>, now: () => number): void {
  const running = new Map<number, AbortController>();
  port.on('message', (message) => {
    if (message.kind === 'cancel') {
      running.get(message.job)?.abort();
      return;
    }
    const { job } = message;
    const controller = new AbortController();
    running.set(job, controller);
    measured(message, controller.signal)
      .then(
        (partial) => port.postMessage({ kind: 'done', job, partial }, buffersOf(partial)),
        (error: unknown) => port.postMessage({ kind: 'failed', job, failure: failureOf(error) }),
      )
      .finally(() => running.delete(job));
  });

  async function measured(
    { job, request, version, range, tellsPartial }: ToThread & { readonly kind: 'measure' },
    signal: AbortSignal,
  ): Promise<PartialMoments> {
    let lastProgress = now();
    let lastPartial = now();
    const { uri, axes, rows } = request;
    return files.withTensor(
      uri,
      (file) => {
        if (file.version !== version) throw changed(file.name);
        return measure(file, axes, {
          signal,
          breathe: nextTurn,
          range,
          ...(rows && { rows }),
          onProgress: (bytes) => {
            if (now() - lastProgress < PROGRESS_MILLISECONDS) return;
            lastProgress = now();
            port.postMessage({ kind: 'progress', job, bytes });
          },
          ...(tellsPartial && {
            onPartial: (partial) => {
              if (now() - lastPartial < PARTIAL_MILLISECONDS) return;
              lastPartial = now();
              port.postMessage({ kind: 'partial', job, partial: partial() });
            },
          }),
        });
      },
      { signal, breathe: nextTurn },
    );
  }
}

function changed(file: string): FormatError {
  return new FormatError({
    file,
    place: 'on disk',
    problem: 'the file was written to or replaced while it was open',
    advice: 'Read it again when it has been written.',
  });
}

function failureOf(error: unknown): ThreadFailure {
  const message = error instanceof Error ? error.message : String(error);
  const isEngine = error instanceof EngineError;
  return { message, isEngine, ...(error instanceof FormatError && { refusal: error.refusal }) };
}

function buffersOf(partial: PartialMoments): readonly ArrayBuffer[] {
  return Object.values(partial).flatMap((value: ArrayBufferView<ArrayBuffer> | PartialMoments['units']) =>
    'buffer' in value ? [value.buffer] : [],
  );
}
