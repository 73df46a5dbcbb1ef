import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of this repository, wherever the bundle that asks was written to. */
export const repository = findRoot(import.meta.dirname);

/** Where tests leave reports, screenshots and logs. */
export const resultsFolder = join(repository, 'test-results');

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'esbuild.mjs'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`no repository root above ${import.meta.dirname}`);
  return findRoot(parent);
}
