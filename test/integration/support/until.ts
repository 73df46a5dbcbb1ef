import { limits } from '../../patience.mjs';

/** Waits until there is something; fails naming what was waited for. */
export async function until<T>(
  probe: () => T | null | undefined | false,
  what: string,
  milliseconds = limits.event,
): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const found = probe();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
