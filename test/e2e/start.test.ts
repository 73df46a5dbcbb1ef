import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage } from '../host/launchWorkbench.js';
import { repository } from '../host/repository.js';
import { type RunningServer, startServer } from '../host/server.js';
import { Workbench } from '../host/workbench.js';
import { samples } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

const mostReloads = 5;

describe('npm start', () => {
  let started: RunningServer | undefined;
  let address = '';
  beforeAll(async () => {
    const script = join(repository, 'test', 'host', 'start.mjs');
    const env = { ...process.env, CI: 'true' };
    const server = await startServer(process.execPath, [script, '--browser'], /(http:\/\/127\.0\.0\.1:\S+)/, { env });
    started = server;
    address = server.match[1];
  });
  afterAll(() => started?.stop());

  const vscode = useWorkbench(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'batchnorm-start-'));
    const ends: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
    const { page, log } = await openPage(ends, folder);
    await page.goto(address);
    const end = async () => {
      for (const each of ends.reverse()) await each();
    };
    const workbench = await new Workbench(page, samples, log, end).whenReady();
    // VS Code waits for the extension that a setting names where it has seen the setting before: in a browser that is new, its
    // first file may open before the extension is known, and then as text.
    const text = page.locator('.editor-instance .monaco-editor:visible').first();
    const panel = page.locator('iframe.webview:visible').first();
    for (let reloads = 0; reloads < mostReloads; reloads++) {
      await panel.or(text).first().waitFor();
      if (await panel.isVisible()) break;
      await page.reload();
      await workbench.whenReady();
    }
    return workbench;
  });

  it('prints an address that opens a sample in the panel', async () => {
    const { workbench, panel } = vscode;
    await panel.stands('No pass has run');
    expect(await workbench.tab('bn2.bn.json').count()).toBe(1);
    await panel.press('Train', 'Pass 1 of 13');
  });

  it('offers the walkthrough', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('bn1/batch_000.npy');
    await panel.stands('No pass has run');
    await panel.button('Walkthrough').click();
    await workbench.page.getByRole('heading', { name: 'Debug a BatchNorm layer', level: 2 }).waitFor();
  });

  it('lets nobody in without the token', async () => {
    const url = new URL(address);
    expect(url.searchParams.get('tkn')).toMatch(/^[0-9a-f]{32}$/);
    url.searchParams.delete('tkn');
    expect((await fetch(url)).status).toBe(403);
  });

  it('ends when it is told to', async () => {
    await started?.stop();
    await expect(fetch(address)).rejects.toThrow();
  });
});
