import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { limits } from '../patience.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'msedge'];
const usualPlaces = [
  '/usr/bin/chromium',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Without a GPU, a sandbox (root has none) or a network, and without asking for any of them. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--disable-search-engine-choice-screen',
  '--force-color-profile=srgb',
  '--hide-scrollbars=false',
  // The browser-only host serves each webview from a host name of its own, in a third party's frame.
  '--host-resolver-rules=MAP *.localhost 127.0.0.1',
  '--disable-features=TrackingProtection3pcd,ThirdPartyStoragePartitioning',
];

/**
 * Starts an installed Chromium, Chrome or Edge with a profile of its own in `folder`; throws with what to do where no
 * browser is installed. Neither a private window nor Debian's default settings would let a webview of the browser-only
 * host, which lives on another site than its page, have the service worker that it needs.
 */
export async function launchChromium(folder: string, options: BrowserContextOptions): Promise<BrowserContext> {
  const executablePath = browserExecutable();
  await mkdir(join(folder, 'Default'), { recursive: true });
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  const timeout = limits.start;
  return chromium.launchPersistentContext(folder, { ...options, executablePath, args: flags, headless: true, timeout });
}

/** The executable of an installed browser; installs one where there is none and we may, throws otherwise. */
export function browserExecutable(): string {
  return findChromium() ?? installChromium();
}

/** The executable of an installed Chromium, Chrome or Edge: `$CHROMIUM_PATH`, the PATH, then the usual places. */
function findChromium(): string | undefined {
  const asked = process.env.CHROMIUM_PATH;
  if (asked !== undefined && asked !== '') {
    if (!existsSync(asked)) throw new Error(`CHROMIUM_PATH is ${asked}, which does not exist`);
    return asked;
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name + suffix))), ...usualPlaces].find(
    existsSync,
  );
}

/** Debian's package, where there is none and we are root; throws with what to do elsewhere. */
function installChromium(): string {
  const missing = 'No Chromium, Chrome or Edge was found. Install one, or set CHROMIUM_PATH to its executable';
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) throw new Error(`${missing}.`);
  console.log('No Chromium was found: installing it with apt-get.');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const words of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const run = spawnSync('apt-get', ['-qq', ...words], { env, stdio: ['ignore', 'inherit', 'inherit'] });
    if (run.status !== 0) throw new Error(`${missing}: apt-get ${words.join(' ')} ended with ${String(run.status)}.`);
  }
  const installed = findChromium();
  if (installed === undefined) throw new Error(`${missing}: apt-get installed none that we can find.`);
  return installed;
}
