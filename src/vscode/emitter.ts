import type { Disposable } from './lifetime.js';

/** Hears of something until what it returns is disposed. VS Code's own events are such, too. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/**
 * An event and its source, as VS Code's `EventEmitter`, for what knows no VS Code. Every listener hears everything in the
 * order in which it happened, also of what a listener itself sets off.
 */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<{ readonly hear: (value: T) => void }>();
  readonly #waiting: T[] = [];
  #isFiring = false;

  readonly event: Event<T> = (hear) => {
    const listener = { hear };
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    this.#waiting.push(value);
    if (this.#isFiring) return;
    this.#isFiring = true;
    for (const next of this.#waiting) {
      for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) tell(listener, next);
    }
    this.#waiting.length = 0;
    this.#isFiring = false;
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

function tell<T>({ hear }: { readonly hear: (value: T) => void }, value: T): void {
  try {
    hear(value);
  } catch (error) {
    // One listener's mistake must not keep the news from the others: the host says so as of any that nobody caught.
    void Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
