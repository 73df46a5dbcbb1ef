import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyExtension } from './copyExtension.js';
import { type LaunchOptions, openPage } from './launchWorkbench.js';
import { quietSettings } from './settings.js';
import { startWebHost } from './webHost.js';
import { Workbench } from './workbench.js';

/** Opens VS Code for the web, which has no Node.js, for Playwright to drive; it sees a copy of the workspace. */
export async function launchWebWorkbench(
  options: Pick<LaunchOptions, 'workspace' | 'theme' | 'viewport' | 'settings'>,
): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), 'batchnorm-vscode-web-'));
  const ends: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
  const end = async () => {
    for (const each of ends.splice(0).reverse()) await each();
  };
  try {
    const workspace = join(folder, 'workspace');
    await cp(options.workspace, workspace, { recursive: true });
    // A browser's own settings are out of reach from here; the workspace's are not.
    await mkdir(join(workspace, '.vscode'), { recursive: true });
    const settings = { ...quietSettings(options.theme), ...options.settings };
    await writeFile(join(workspace, '.vscode', 'settings.json'), JSON.stringify(settings));
    const host = await startWebHost({ extension: await copyExtension(join(folder, 'extension')), workspace });
    ends.push(host.stop);
    const { page, log } = await openPage(ends, folder, options.viewport);
    await page.goto(host.address);
    return await new Workbench(page, '', () => `${log()}\n${host.log()}`, end).whenReady();
  } catch (error) {
    await end();
    throw error;
  }
}
