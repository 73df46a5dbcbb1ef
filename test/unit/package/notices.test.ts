import type { Metafile } from 'esbuild';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noticesOf } from '../../../notices.mjs';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'batchnorm-notices-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('notices', () => {
  it('hold what a package says of itself, and its licence and notice files in full', async () => {
    await write('node_modules/@scope/b', {
      'package.json': manifest('@scope/b', '2.1.0', 'Apache-2.0'),
      LICENSE: 'Apache License\r\nVersion 2.0\r\n',
      'NOTICE.txt': 'This product includes b.',
      'license.js': 'export const licence = 1;',
    });
    expect(noticesOf([bundleOf({ 'node_modules/@scope/b/dist/index.js': 10 })], root)).toMatch(
      /\n=+\n@scope\/b 2\.1\.0\nLicence: Apache-2\.0\nAuthor: B\n\n--- LICENSE\n\nApache License\nVersion 2\.0\n\n--- NOTICE\.txt\n\nThis product includes b\.\n$/,
    );
  });

  it('are sorted by name, once a package, with each version of it', async () => {
    await write('node_modules/b', { 'package.json': manifest('b', '1.0.0', 'MIT'), LICENCE: 'b' });
    await write('node_modules/b/node_modules/a', { 'package.json': manifest('a', '1.0.0', '0BSD'), COPYING: 'a, 1' });
    await write('node_modules/a', { 'package.json': manifest('a', '2.0.0', '0BSD'), 'license.md': 'a, 2' });
    const bundles = [
      bundleOf({ 'node_modules/b/b.js': 1, 'node_modules/b/c.js': 1, 'src/extension.ts': 1 }),
      bundleOf({ 'node_modules/b/node_modules/a/a.js': 1, 'node_modules/a/a.js': 1, 'node_modules/b/b.js': 1 }),
    ];
    expect(headings(noticesOf(bundles, root))).toEqual(['a 1.0.0', 'a 2.0.0', 'b 1.0.0']);
  });

  it('leave out what has no bytes in an output', async () => {
    await write('node_modules/a', { 'package.json': manifest('a', '1.0.0', 'MIT'), LICENSE: 'a' });
    const bundle = bundleOf({ 'node_modules/a/a.js': 1, 'node_modules/shaken/index.js': 0 });
    expect(headings(noticesOf([bundle], root))).toEqual(['a 1.0.0']);
  });

  it('fail where a package has no licence file, a notice beside it or not', async () => {
    await write('node_modules/a', { 'package.json': manifest('a', '1.0.0', 'MIT'), NOTICE: 'a' });
    expect(() => noticesOf([bundleOf({ 'node_modules/a/a.js': 1 })], root)).toThrow(
      'a 1.0.0 is bundled, and has no licence file: notices.mjs can state its text.',
    );
  });

  it('fail where a package has no licence id', async () => {
    await write('node_modules/a', { 'package.json': manifest('a', '1.0.0'), LICENSE: 'a' });
    expect(() => noticesOf([bundleOf({ 'node_modules/a/a.js': 1 })], root)).toThrow(
      'a 1.0.0 is bundled, and its package.json has no licence id: notices.mjs can state it.',
    );
  });

  it("state both licences of the codicons, and the text that FAST's packages come without", () => {
    const bundle = bundleOf({
      'node_modules/@vscode/codicons/dist/codicon.ttf': 1,
      'node_modules/@microsoft/fast-element/dist/esm/index.js': 1,
    });
    const notices = noticesOf([bundle], '.');
    expect(headings(notices)).toEqual([
      expect.stringMatching(/^@microsoft\/fast-element 1\./),
      expect.stringMatching(/^@vscode\/codicons 0\./),
    ]);
    expect(notices).toMatch(/MIT License\n\nCopyright \(c\) Microsoft Corporation\. All rights reserved\./);
    expect(notices).toContain('Licence: CC-BY-4.0 (the icons and their font, unchanged), MIT (the code)');
    expect(notices).toMatch(/--- LICENSE\n\nAttribution 4\.0 International\n[^]+--- LICENSE-CODE\n\n\s*MIT License\n/);
  });
});

/** The metafile of a build with one output, made of this many bytes of each file. */
function bundleOf(bytes: Readonly<Record<string, number>>): Pick<Metafile, 'outputs'> {
  const inputs = Object.entries(bytes).map(([path, bytesInOutput]) => [path, { bytesInOutput }] as const);
  return { outputs: { 'out.js': { bytes: 1, inputs: Object.fromEntries(inputs), imports: [], exports: [] } } };
}

function headings(notices: string): readonly string[] {
  return [...notices.matchAll(/^={80}\n(.+)$/gm)].map(([, heading]) => heading);
}

function manifest(name: string, version: string, license?: string): string {
  return JSON.stringify({ name, version, license, author: { name: 'B' } });
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}
