/** Longer than this nobody waits, however busy the page is; in ms. */
const longest = 1000;

/** Resolves when the page has nothing to draw, `pause` ms from now or later. */
export function whenIdle(pause: number): Promise<void> {
  return new Promise((resolve) =>
    setTimeout(() => {
      // Not every browser says when it has nothing to do.
      if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: longest });
      else resolve();
    }, pause),
  );
}
