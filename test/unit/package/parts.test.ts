import { build } from 'esbuild';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inParts } from '../../../parts.mjs';

/** Two parts throw an error that all three know, and share a class that the first has no use for. */
const sources = {
  'entry.ts': `import { Known } from './known.js';
    globalThis.answer = async (name) => {
      try { return name === 'one' ? (await import('./one.js')).one() : (await import('./two/index.js')).two(); }
      catch (error) { return error instanceof Known ? 'known' : String(error); }
    };`,
  'known.ts': `export class Known extends Error {}`,
  'shared.ts': `export const seen = new WeakMap(); export class Shared {}`,
  'one.ts': `import { seen, Shared } from './shared.js';
    export function one() { const it = new Shared(); seen.set(globalThis.kept = it, 'by one'); return seen.get(it); }`,
  'two/index.ts': `import { Known } from '../known.js'; import { seen, Shared } from '../shared.js';
    export function two() { const { kept } = globalThis;
      if (kept) return [seen.get(kept), kept instanceof Shared]; throw new Known('nothing was kept'); }`,
};

interface Answering {
  answer(name: string): Promise<unknown>;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchnorm-parts-'));
  await mkdir(join(folder, 'two'));
  for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, name), text);
  for (const platform of ['node', 'browser'] as const) {
    const outfile = join(folder, platform, 'worker.js');
    const entryPoints = [join(folder, 'entry.ts')];
    await build(inParts({ entryPoints, outfile, platform, bundle: true, minify: true, target: 'es2023' }));
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the first file as Node does, or as a browser's worker does. */
async function started(
  platform: 'node' | 'browser',
): Promise<{ readonly global: Answering; readonly loaded: string[] }> {
  const loaded: string[] = [];
  const text = (name: string) => readFile(join(folder, platform, name), 'utf8');
  const files = new Map<string, string>();
  for (const name of await readdir(join(folder, platform))) files.set(name, await text(name));
  const context = createContext({ URL });
  const load = (address: string) => {
    const name = address.split('/').at(-1) ?? '';
    loaded.push(name);
    runInContext(files.get(name) ?? '', context);
  };
  const given =
    platform === 'node'
      ? { require: load }
      : { importScripts: load, batchnormWorkerAddress: 'https://example.org/web/worker.js' };
  Object.assign(context, given);
  load('./worker.js');
  return { global: context as unknown as Answering, loaded };
}

describe.each(['node', 'browser'] as const)('a worker in parts, %s', (platform) => {
  test('loads each part once, when it is asked for', async () => {
    const { global, loaded } = await started(platform);
    expect(loaded).toEqual(['worker.js']);
    await global.answer('one');
    await global.answer('one');
    expect(loaded).toEqual(['worker.js', 'one.js']);
    await global.answer('two');
    expect(loaded).toEqual(['worker.js', 'one.js', 'two.js']);
  });

  test('what a part throws is what the first file knows', async () => {
    expect(await (await started(platform)).global.answer('two')).toBe('known');
  });

  test('two parts share the state and the classes that both use', async () => {
    const { global } = await started(platform);
    expect(await global.answer('one')).toBe('by one');
    expect(await global.answer('two')).toEqual(['by one', true]);
  });
});

test('Node runs it as it is', async () => {
  createRequire(import.meta.url)(join(folder, 'node', 'worker.js'));
  expect(await (globalThis as unknown as Answering).answer('one')).toBe('by one');
});
