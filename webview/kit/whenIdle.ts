/** Longer than this nobody waits, however busy the page is; in ms. */
const longest = 1000;
/** Where the browser does not say when it has nothing to do; in ms. */
const pause = 100;

/** Resolves when the page has drawn what it has to draw. */
export function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: longest });
    else setTimeout(resolve, pause);
  });
}
