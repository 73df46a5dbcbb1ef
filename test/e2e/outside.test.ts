import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { fixtures, useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

describe('a program that names a file outside its folder and the workspace', () => {
  const folder = useFolder({});
  let elsewhere: string;
  beforeAll(async () => {
    elsewhere = `${folder.path}-elsewhere`;
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, 'acts.npy'), await readFile(join(fixtures, 'acts.npy')));
    const path = `../${basename(elsewhere)}/acts.npy`;
    await writeFile(join(folder.path, 'outside.bn.json'), JSON.stringify({ steps: [{ train: path }] }));
    expect(dirname(elsewhere)).toBe(dirname(folder.path));
  });
  afterAll(() => rm(elsewhere, { recursive: true, force: true }));
  const vscode = useWorkbench(() =>
    launchWorkbench({ workspace: folder.path, viewport: { width: 1280, height: 800 } }),
  );

  it('is refused by name, and runs once the user allows the file; opened once more it does not ask again', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('outside.bn.json');
    await workbench.command('BatchNorm: Debug Tensor');
    await expect.poll(() => panel.root.innerText()).toMatch(/acts\.npy: steps\[0\]\.train: it is not below the folder/);
    const question = (await workbench.messages()).filter({ hasText: 'names a file outside its folder' });
    expect(await question.innerText()).toContain(basename(elsewhere));
    await workbench.page.locator('.notifications-center').getByRole('button', { name: 'Allow', exact: true }).click();
    await panel.stands('No pass has run');
    await panel.press('Train', 'Pass 1 of 1');
    await workbench.command('View: Close Editor');
    await workbench.openFile('outside.bn.json');
    await workbench.command('BatchNorm: Debug Tensor');
    await panel.stands('Pass 1 of 1');
    expect(await (await workbench.messages()).count()).toBe(0);
  });
});
