import { isAbort } from './isAbort.js';

/**
 * Work that several callers want at once is done once. The first caller's signal ends it; another one whose own signal
 * is not aborted then starts it anew.
 */
export class SharedWork<T> {
  readonly #running = new Map<string, Promise<T>>();

  /** @throws what `work` throws; the signal's reason */
  async do(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (;;) {
      signal?.throwIfAborted();
      const running = this.#running.get(key);
      if (!running) break;
      const result = await unlessAborted(running, signal);
      if (result !== ENDED) return result;
    }
    const mine = work();
    this.#running.set(key, mine);
    try {
      return await mine;
    } finally {
      this.#running.delete(key);
    }
  }
}

const ENDED = Symbol('ended by its first caller');

async function unlessAborted<T>(running: Promise<T>, signal?: AbortSignal): Promise<T | typeof ENDED> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<typeof ENDED>((resolve) => {
    onAbort = () => resolve(ENDED);
    signal?.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([running, aborted]);
  } catch (error) {
    if (isAbort(error)) return ENDED;
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
