/** Few files need them: where the worker is bundled to be shipped, they are a bundle of their own. See readers.mjs. */
export function loadReaders(): Promise<typeof import('./checkpoints/index.js')> {
  return import('./checkpoints/index.js');
}
