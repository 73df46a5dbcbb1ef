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
/** A module of Node's own kind: it hands something out, and a part of it has a part that shares code with it. */
const moduleSources = {
  'entry.ts': `export const first = async () => (await import('./second.js')).second();
    export const separator = async () => (await import('node:path')).posix.sep;`,
  'second.ts': `import { text } from './text.js';
    export const second = async () => [text, (await import('./third.js')).third()];`,
  'third.ts': `import { text } from './text.js'; export const third = () => text + '!';`,
  'text.ts': `export const text = globalThis.madeText = 'made once ' + ((globalThis.times ??= 0), ++globalThis.times);`,
};

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

describe('a module in parts', () => {
  beforeAll(async () => {
    await mkdir(join(folder, 'module'));
    for (const [name, text] of Object.entries(moduleSources)) await writeFile(join(folder, 'module', name), text);
    const outfile = join(folder, 'out', 'entry.js');
    const entryPoints = [join(folder, 'module', 'entry.ts')];
    await build(inParts({ entryPoints, outfile, platform: 'node', bundle: true, minify: true, target: 'es2023' }));
  });

  test('hands out what its source does, and loads modules of the host', async () => {
    const entry = createRequire(import.meta.url)(join(folder, 'out', 'entry.js')) as {
      first(): Promise<unknown>;
      separator(): Promise<string>;
    };
    expect(await entry.separator()).toBe('/');
    expect(await entry.first()).toEqual(['made once 1', 'made once 1!']);
  });

  test('repeats nothing in a part of a part', async () => {
    const text = (name: string) => readFile(join(folder, 'out', name), 'utf8');
    expect(await text('second.js')).toContain('madeText');
    expect(await text('third.js')).not.toContain('madeText');
    expect(await text('entry.js')).not.toContain('madeText');
  });
});
