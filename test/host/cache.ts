import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './repository.js';

/** Where everything that is fetched once lives; ignored by git, safe to delete at any time. */
export const cacheFolder = join(repository, '.vscode-test');

/**
 * Makes `.vscode-test/<name>` once and returns its path.
 *
 * It is built beside its final place and renamed when whole, so an interrupted fetch never looks finished; `needs` are
 * files whose absence means that somebody damaged it since, and it is built again.
 */
export async function cached(
  name: string,
  needs: readonly string[],
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(cacheFolder, name);
  if (await isWhole(folder, needs)) return folder;
  await mkdir(cacheFolder, { recursive: true });
  const started = await mkdtemp(join(cacheFolder, `${name}.partial-`));
  try {
    await build(started);
    if (!(await isWhole(started, needs))) throw new Error(`${name} was fetched without ${needs.join(', ')}`);
    // Another process may have finished the same meanwhile: its copy is as good as ours.
    if (!(await isWhole(folder, needs))) {
      await rm(folder, { recursive: true, force: true });
      await rename(started, folder).catch(async (error: unknown) => {
        if (!(await isWhole(folder, needs))) throw error;
      });
    }
    return folder;
  } finally {
    await rm(started, { recursive: true, force: true });
    await removeAbandoned(name);
  }
}

async function isWhole(folder: string, needs: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    needs.map((path) =>
      stat(join(folder, path)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}

/** Half-built folders of processes that were killed; an hour is longer than any fetch takes. */
async function removeAbandoned(name: string): Promise<void> {
  for (const entry of await readdir(cacheFolder)) {
    if (!entry.startsWith(`${name}.partial-`)) continue;
    const folder = join(cacheFolder, entry);
    const age = Date.now() - (await stat(folder).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > 3_600_000) await rm(folder, { recursive: true, force: true });
  }
}
