import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { repository } from '../host/repository.js';
import { filesOf, partsOfExtension } from '../host/shippedParts.js';
import { samples } from './support/folder.js';
import { bundleOnceMore } from './support/shippedBundles.js';
import { useWorkbench } from './support/useWorkbench.js';

const vsix = join(repository, 'batchnorm-debugger.vsix');
const size = (path: string) => statSync(join(repository, path)).size;

describe('what ships', () => {
  it.each([
    // VS Code waits for it; what it leads to is loaded when it is used.
    ['dist/extension.js', 20_000],
    ['dist/web/extension.js', 300_000],
    ['dist/panel.latePages.js', 200_000],
    ['dist/worker.js', 400_000],
    ['dist/web/worker.js', 400_000],
    ['dist/checkpoints.js', 60_000],
    ['dist/studies.js', 110_000],
    ['dist/reporting.js', 80_000],
    ['dist/debugging.js', 60_000],
    ['dist/models.js', 60_000],
    ['dist/tableFilter.js', 30_000],
    ['dist/compareExpected.js', 30_000],
    ['dist/openJson.js', 30_000],
    ['batchnorm-debugger.vsix', 2_500_000],
  ])('%s is at most %i bytes', (path, budget) => {
    expect(size(path)).toBeLessThanOrEqual(budget);
  });

  it('the extension is at most 300,000 bytes under Node, in all its parts', () => {
    const files = ['dist/extension.js', ...filesOf(partsOfExtension)];
    expect(files.reduce((sum, file) => sum + size(file), 0)).toBeLessThanOrEqual(300_000);
  });

  it('the panel is at most 600,000 bytes, pages that are loaded when they are needed left out', () => {
    expect(size('dist/panel.js') + size('dist/panel.chunk.js')).toBeLessThanOrEqual(600_000);
  });

  it('the samples take at most 1.2 MB', () => {
    const files = readdirSync(samples, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(1_200_000);
  });

  it('holds what runs, and nothing else', () => {
    const files = [...filesOfZip(readFileSync(vsix)).keys()];
    for (const needed of ['dist/extension.js', 'dist/worker.js', 'dist/panel.js', 'media/icon.png', 'readme.md']) {
      expect(files).toContain(`extension/${needed}`);
    }
    const ours =
      /^extension\/(package\.json|readme\.md|LICENSE\.txt|changelog\.md|dist\/THIRD_PARTY_NOTICES\.txt|dist\/program\.schema\.json|dist\/(web\/)?[^/]+\.(js|css|ttf)|media\/.+)$/;
    const ofTheFormat = ['extension.vsixmanifest', '[Content_Types].xml'];
    expect(files.filter((file) => !ours.test(file) && !ofTheFormat.includes(file))).toEqual([]);
  });

  it('names each package that its bundles have code of, and no other', async () => {
    const files = filesOfZip(readFileSync(vsix));
    const notices = files.get('extension/dist/THIRD_PARTY_NOTICES.txt')?.().toString() ?? '';
    const { paths, packages } = await bundleOnceMore();
    const inDist = [...files.keys()].filter((name) => /^extension\/dist\/.*(?<!\.txt|\.json)$/.test(name));
    expect(inDist.toSorted()).toEqual(paths.map((path) => `extension/${path}`).toSorted());
    const named = [...notices.matchAll(/^={80}\n(.+)\nLicence: .+$/gm)].map(([, name]) => name);
    expect(named).toEqual([...packages].sort());
  });
});

describe('the VSIX in a fresh VS Code', () => {
  if (!existsSync(vsix)) throw new Error(`${vsix} is not there: npm run package makes it`);
  const vscode = useWorkbench(() => launchWorkbench({ workspace: samples, vsix }));

  it('is installed, and does the main job', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('bn1/batch_000.npy');
    await panel.stands('No pass has run');
    await panel.press('Train', 'Pass 1 of 1');
    await panel.press('Train', 'Pass 2 of 2');
    await panel.press('Eval', 'Pass 3 of 3');
    await panel.press('Step back', 'Pass 2 of 3');
    const [batch, running] = await panel.numbers('mean');
    expect(running).toBeCloseTo(batch * (1 - 0.9 ** 2), 12);
    expect(await workbench.page.title()).not.toContain('Extension Development Host');
  });
});

/** A zip's files by name, each unpacked when asked for, from its central directory (APPNOTE 4.3.7, 4.3.12, 4.3.16). */
function filesOfZip(zip: Buffer): ReadonlyMap<string, () => Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  const files = new Map<string, () => Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const isStored = zip.readUInt16LE(at + 10) === 0;
    const [packedSize, header] = [20, 42].map((field) => zip.readUInt32LE(at + field));
    files.set(zip.toString('utf8', at + 46, at + 46 + name), () => {
      const data = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
      const packed = zip.subarray(data, data + packedSize);
      return isStored ? packed : inflateRawSync(packed);
    });
    at += 46 + name + extra + comment;
  }
  return files;
}
