import { CaptureError } from './pythonProcess.js';

/**
 * An answer, unless it is late or nobody wants it any more. @throws CaptureError with the words of `late`; the signal's
 * reason
 */
export async function within<T>(
  answer: PromiseLike<T>,
  {
    milliseconds,
    late,
    signal,
  }: { readonly milliseconds?: number; readonly late?: string; readonly signal?: AbortSignal | undefined },
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    if (milliseconds !== undefined) timer = setTimeout(() => reject(new CaptureError(late)), milliseconds);
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason of a signal is its owner's
    stop = () => reject(signal?.reason);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
  });
  try {
    return await Promise.race([answer, ended]);
  } finally {
    clearTimeout(timer);
    if (stop) signal?.removeEventListener('abort', stop);
  }
}
