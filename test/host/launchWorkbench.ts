import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { workbenchAddress } from './address.js';
import { limits } from '../patience.mjs';
import { copyExtension } from './copyExtension.js';
import { launchChromium } from './chromium.js';
import { installExtension, startNodeHost, writeSettings } from './nodeHost.js';
import { quietSettings, type Theme } from './settings.js';
import { Workbench } from './workbench.js';

export interface LaunchOptions {
  /** The folder that opens, as an absolute path. */
  readonly workspace: string;
  /** Installs this VSIX; otherwise the extension runs as it was built last. */
  readonly vsix?: string;
  /** Puts further extensions into the folder of those that are installed. */
  readonly install?: (extensions: string) => Promise<void>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly theme?: Theme;
  /** In CSS pixels: the size of the window. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** `false` opens the workspace in Restricted Mode. */
  readonly isTrusted?: boolean;
}

/** Opens a real VS Code (a Node extension host, the workbench in Chromium) for Playwright to drive. */
export async function launchWorkbench(options: LaunchOptions): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), 'batchnorm-vscode-'));
  const ends: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
  const end = async () => {
    for (const each of ends.splice(0).reverse()) await each();
  };
  try {
    const [userData, extensions] = [join(folder, 'user'), join(folder, 'extensions')];
    await writeSettings(userData, { ...quietSettings(options.theme), ...options.settings });
    if (options.vsix !== undefined) await installExtension(options.vsix, extensions, userData);
    await options.install?.(extensions);
    const copy = options.vsix === undefined ? await copyExtension(join(folder, 'extension')) : undefined;
    const host = await startNodeHost({ userData, extensions, isDriven: true, isTrusted: options.isTrusted ?? true });
    ends.push(host.stop);
    const { page, log } = await openPage(ends, folder, options.viewport);
    await page.goto(
      workbenchAddress({
        authority: host.authority,
        workspace: options.workspace,
        extensions: copy === undefined ? [] : [copy],
      }),
    );
    return await new Workbench(page, options.workspace, () => `${log()}\n${host.log()}`, end).whenReady();
  } catch (error) {
    await end();
    throw error;
  }
}

/** A page of a browser of its own, whose profile is kept below `folder`, with all that it prints collected. */
export async function openPage(
  ends: (() => Promise<void>)[],
  folder: string,
  viewport: { readonly width: number; readonly height: number } = { width: 1280, height: 800 },
): Promise<{ page: Page; log: () => string }> {
  const browser = await launchChromium(join(folder, 'browser'), { viewport, reducedMotion: 'reduce' });
  ends.push(() => browser.close());
  const page = browser.pages().at(0) ?? (await browser.newPage());
  page.setDefaultTimeout(limits.screen);
  page.setDefaultNavigationTimeout(limits.start);
  const lines: string[] = [];
  page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => lines.push(`uncaught: ${error.stack ?? error.message}`));
  return { page, log: () => lines.join('\n') };
}
