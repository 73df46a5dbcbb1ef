import type * as readers from './checkpoints/index.js';

/** Few files need them: where the worker is bundled to be shipped, they are a bundle of their own. See readers.mjs. */
export function loadReaders(): Promise<typeof readers> {
  return import('./checkpoints/index.js');
}
