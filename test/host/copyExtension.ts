import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './repository.js';

/**
 * Copies what a VSIX would hold, as it was built last, and returns the folder. VS Code takes every theme below an
 * extension under development for its own and shows the first: run from the repository itself, which has all of VS Code
 * in .vscode-test, no other theme could be chosen.
 */
export async function copyExtension(folder: string): Promise<string> {
  for (const name of ['package.json', 'dist', 'media']) {
    await cp(join(repository, name), join(folder, name), {
      recursive: true,
      filter: (path) => !/[\\/]dist[\\/](test|cli)$|\.map$/.test(path),
    });
  }
  return folder;
}
