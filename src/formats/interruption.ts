/** How a long work is interrupted. */
export interface Interruption {
  readonly signal?: AbortSignal;
  /**
   * Resolves when others have had their turn, so that somebody can abort: memory and inflating never wait by
   * themselves. Without it nobody has one.
   */
  readonly breathe?: () => Promise<void>;
}

/** No more than that of what belongs to a longer work. */
export function interruptionOf({ signal, breathe }: Interruption = {}): Interruption {
  return { ...(signal && { signal }), ...(breathe && { breathe }) };
}
