import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import { workbenchAddress } from './address.js';
import { cacheFolder } from './cache.js';
import { startNodeHost, writeSettings } from './nodeHost.js';
import { repository } from './repository.js';
import { quietSettings } from './settings.js';

const samples = join(repository, 'media', 'samples');
/** What a newcomer sees: a layer that learns well and evaluates badly. */
const firstProgram = join(samples, 'bn2.bn.json');
/**
 * Programs open in the panel: as text they would show nobody what this is. From its second start in a browser on VS Code also
 * waits for the extension of an editor that the settings name; at the first it may be too early, and then shows the text.
 */
const inPanel = { 'workbench.editorAssociations': { '*.bn.json': 'batchnorm.program' } };
const folder = join(cacheFolder, 'start');

/** Opens a sample in the desktop VS Code where `code` is on the PATH, otherwise in the browser until Ctrl-C. */
export async function start({ inBrowser }: { readonly inBrowser: boolean }): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (!inBrowser && (await startDesktop())) return;
  const [userData, extensions] = [join(folder, 'user'), join(folder, 'extensions')];
  const settings = join(userData, 'User', 'settings.json');
  if (!existsSync(settings)) await writeSettings(userData, { ...quietSettings(), ...inPanel });
  // A profile of an earlier start, as its user has changed it.
  else await writeFile(settings, withPanel(await readFile(settings, 'utf8')));
  await linkExtension(extensions);

  const connectionToken = randomBytes(16).toString('hex');
  const host = await startNodeHost({ userData, extensions, isTrusted: true, isDriven: false, connectionToken });
  const address = workbenchAddress({
    authority: host.authority,
    workspace: samples,
    file: firstProgram,
    connectionToken,
  });
  console.log(`\nVS Code with BatchNorm Debugger, open on media/samples:\n\n  ${address}\n\nCtrl-C ends it.`);
  openBrowser(address);
  const end = () => void host.stop().then(() => process.exit(0));
  process.once('SIGINT', end).once('SIGTERM', end);
}

/** Settings with comments, to which `inPanel` is added. */
function withPanel(settings: string): string {
  return Object.entries(inPanel).reduce(
    (text, [key, value]) => applyEdits(text, modify(text, [key], value, {})),
    settings,
  );
}

async function startDesktop(): Promise<boolean> {
  // The user's own settings stay as they are: these are a workspace's.
  const workspace = join(folder, 'samples.code-workspace');
  await writeFile(workspace, JSON.stringify({ folders: [{ path: samples }], settings: inPanel }, null, 2));
  const shell = process.platform === 'win32';
  const words = [`--extensionDevelopmentPath=${repository}`, workspace, firstProgram];
  const code = spawnSync('code', words, { stdio: 'inherit', shell });
  if (code.status === 0) console.log('VS Code opens on media/samples with BatchNorm Debugger in it.');
  else if (code.error === undefined && !shell) console.log('The desktop VS Code could not start: using the browser.');
  return code.status === 0;
}

/** Installs the repository itself, so that a build and a reload of the window are all that a change takes. */
async function linkExtension(extensions: string): Promise<void> {
  const { name, publisher, version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as Record<
    'name' | 'publisher' | 'version',
    string
  >;
  await rm(extensions, { recursive: true, force: true });
  await mkdir(extensions, { recursive: true });
  // A junction is the link that Windows lets everyone make; elsewhere the word has no meaning.
  await symlink(repository, join(extensions, `${publisher}.${name}-${version}`), 'junction');
}

function openBrowser(address: string): void {
  const { platform, env } = process;
  if (env.CI !== undefined || (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY)) return;
  const [command, words] =
    platform === 'darwin'
      ? ['open', [address]]
      : platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', address]]
        : ['xdg-open', [address]];
  const browser = spawn(command, words, { stdio: 'ignore', detached: true });
  browser.on('error', () => console.log('No browser could be opened: open the address yourself.'));
  browser.unref();
}
