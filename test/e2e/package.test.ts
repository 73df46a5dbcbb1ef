import { listFiles, PackageManager } from '@vscode/vsce';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { repository } from '../host/repository.js';
import { samples } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

const vsix = join(repository, 'batchnorm-debugger.vsix');
const size = (path: string) => statSync(join(repository, path)).size;

describe('what ships', () => {
  it.each([
    ['dist/extension.js', 300_000],
    ['dist/web/extension.js', 300_000],
    ['dist/panel.js', 500_000],
    ['dist/worker.js', 300_000],
    ['dist/web/worker.js', 300_000],
    ['batchnorm-debugger.vsix', 2_000_000],
  ])('%s is at most %i bytes', (path, budget) => {
    expect(size(path)).toBeLessThanOrEqual(budget);
  });

  it('the samples take at most 1 MB', () => {
    const files = readdirSync(samples, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(1_000_000);
  });

  it('holds what runs, and nothing else', async () => {
    const files = await listFiles({ cwd: repository, packageManager: PackageManager.None });
    for (const needed of ['dist/extension.js', 'dist/worker.js', 'dist/panel.js', 'media/icon.png', 'README.md']) {
      expect(files).toContain(needed);
    }
    const allowed = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/(web\/)?[^/]+\.(js|css|ttf)|media\/.+)$/;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
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
