/** The reason of a signal that ends a run, and nothing but the run: views of the same batch go on, or read it anew. */
export class Paused extends Error {
  override readonly name = 'AbortError';

  constructor() {
    super('paused');
  }
}

export function isPause(reason: unknown): reason is Paused {
  return reason instanceof Paused;
}
