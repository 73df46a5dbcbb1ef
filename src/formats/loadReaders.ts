import type * as readers from './checkpoints/index.js';

/** Few files need them: where the worker ships, they are a file of their own, as all that is imported late. See parts.mjs. */
export function loadReaders(): Promise<typeof readers> {
  return import('./checkpoints/index.js');
}
