import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '../host/npm.js';
import { repository } from '../host/repository.js';
import { filesOf, partsOfExtension, partsOfWorker } from '../host/shippedParts.js';
import { Figures } from './figures.js';
import type { Group } from './group.js';
import { result } from './result.js';

/** In KB of 1,000 bytes. */
const budgets: Readonly<Record<string, { readonly paths: readonly string[]; readonly atMost: number }>> = {
  'extension, minified, in all its parts': { paths: ['dist/extension.js', ...filesOf(partsOfExtension)], atMost: 300 },
  'panel, minified': { paths: ['dist/panel.js', 'dist/panel.chunk.js', 'dist/panel.css'], atMost: 600 },
  'worker, minified': { paths: ['dist/worker.js'], atMost: 400 },
  'all that the worker loads later': { paths: filesOf(partsOfWorker), atMost: 400 },
  'all that the panel loads later': {
    paths: ['dist/panel.latePages.js'],
    atMost: 200,
  },
  VSIX: { paths: ['batchnorm-debugger.vsix'], atMost: 2500 },
  'its samples': { paths: ['media/samples'], atMost: 1200 },
};

/** What users download, and what VS Code loads. */
export const sizes: Group = {
  name: 'sizes',
  title: 'Sizes',
  about: 'As packaged; 1 KB is 1,000 bytes.',
  async measure(say, isWanted) {
    say('packaging');
    await npm(repository, 'run', 'package');
    const figures = new Figures(say);
    for (const [name, { paths, atMost }] of Object.entries(budgets)) {
      if (!isWanted(name)) continue;
      await figures.take(name, async () => {
        const bytes = await Promise.all(paths.map((path) => bytesOf(join(repository, path))));
        const us = bytes.reduce((sum, size) => sum + size, 0) / 1000;
        return result({ name, unit: 'KB', us, isHigherBetter: false, budget: { atMost } });
      });
    }
    return { results: figures.results, absent: figures.absent };
  },
};

async function bytesOf(path: string): Promise<number> {
  const found = await stat(path);
  if (found.isFile()) return found.size;
  const inside = await Promise.all((await readdir(path)).map((name) => bytesOf(join(path, name))));
  return inside.reduce((sum, size) => sum + size, 0);
}
