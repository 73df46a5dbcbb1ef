import { readdir, readlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { npy, useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

/** 16 GiB of zeros, which take no room on the disk, but some seconds to read. */
const largeShape = [16_384, 64, 64, 64];
const files = {
  'small.npy': npy(
    [8, 64, 4],
    Float32Array.from({ length: 8 * 64 * 4 }, (_, i) => Math.sin(i)),
  ),
  'large.npy': npy(largeShape, new Float32Array(0)),
  'run.bn.json': JSON.stringify({ steps: [{ train: 'small.npy' }, { train: 'large.npy' }] }),
};

// The tests are the steps of one user, in order.
describe('a file that is larger than memory', () => {
  const folder = useFolder(files);
  beforeAll(async () => {
    const bytes = largeShape.reduce((product, size) => product * size, 4);
    await truncate(join(folder.path, 'large.npy'), files['large.npy'].byteLength + bytes);
  });
  const vscode = useWorkbench(() => launchWorkbench({ workspace: folder.path }));

  it('tells bytes, time left and what is known so far while it streams', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('run.bn.json');
    await workbench.command('BatchNorm: Debug Tensor');
    await panel.stands('No pass has run');
    await panel.press('Train', 'Pass 1 of 2');
    await panel.tool('Train').click();
    await expect.poll(() => panel.position.innerText()).toMatch(/reading large\.npy, [\d,]+ of 17.* left/);
    await expect.poll(() => panel.position.innerText()).toMatch(/channel \d+ mean 0/);
    if (process.platform === 'linux') expect(await openHandles('large.npy')).toBeGreaterThan(0);
  });

  it('stops on Cancel, keeps the passes before it, and reads no further', async () => {
    const { panel } = vscode;
    await panel.button('Cancel').click();
    await panel.stands('Pass 1 of 2');
    await expect.poll(() => panel.root.innerText()).toContain('Cancelled; the passes that were finished are kept');
    await expect.poll(() => openHandles('large.npy')).toBe(0);
  });

  it('leaves nothing behind when the window is reloaded in the middle, and goes on from there', async () => {
    const { workbench, panel } = vscode;
    await panel.tool('Train').click();
    await expect.poll(() => panel.position.innerText()).toMatch(/reading large\.npy/);
    await workbench.page.reload();
    await panel.stands('Pass 1 of 2');
    await expect.poll(() => openHandles('large.npy')).toBe(0);
    await panel.tool('Train').click();
    await expect.poll(() => panel.position.innerText()).toMatch(/reading large\.npy/);
    await panel.button('Cancel').click();
    await panel.stands('Pass 1 of 2');
  });

  /** How often processes of this machine have a file of the folder open; 0 where the system does not tell. */
  async function openHandles(name: string): Promise<number> {
    const path = join(folder.path, name);
    const links = await Promise.all(
      (await entries('/proc')).map(async (pid) => {
        const handles = await entries(`/proc/${pid}/fd`);
        return Promise.all(handles.map((handle) => readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')));
      }),
    );
    return links.flat().filter((link) => link === path).length;
  }
});

/** What a folder holds; nothing where there is none, or none any more. */
function entries(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
