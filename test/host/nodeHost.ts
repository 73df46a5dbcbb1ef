import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cached } from './cache.js';
import { npm, npmInstall } from './npm.js';
import { type RunningServer, startServer } from './server.js';

/** VS Code 1.139 as its own server; the npm registry has it where VS Code's download server is out of reach. */
const codeServer = 'code-server@4.139.1';
/** The Node.js that this server is built for. */
const node = `node-${nodePackage()}@24`;
const vscode = 'node_modules/code-server/lib/vscode';

export interface NodeHostOptions {
  /** Holds the user's settings (`User/settings.json`), state and logs. */
  readonly userData: string;
  readonly extensions: string;
  /** `false` is VS Code with Workspace Trust on: an unknown folder opens in Restricted Mode. */
  readonly isTrusted: boolean;
  /** Without a token anyone on this machine may connect, which is right only for tests. */
  readonly connectionToken?: string;
  /** Makes the workbench honour `extensionDevelopmentPath` and `extensionTestsPath` in its address. */
  readonly isDriven: boolean;
}

export interface NodeHost extends RunningServer {
  /** host:port */
  readonly authority: string;
}

/** Starts VS Code's server: a Node extension host; a browser that opens its address gets the workbench. */
export async function startNodeHost(options: NodeHostOptions): Promise<NodeHost> {
  const { command, script } = await fetchNodeHost();
  const token = options.connectionToken;
  const words = [
    script,
    ...['--host', '127.0.0.1', '--port', '0'],
    ...(token === undefined ? ['--without-connection-token'] : ['--connection-token', token]),
    ...['--server-data-dir', options.userData, '--user-data-dir', options.userData],
    ...['--extensions-dir', options.extensions],
    ...(options.isTrusted ? ['--disable-workspace-trust'] : []),
    ...(options.isDriven ? ['--enable-smoke-test-driver'] : []),
    // What a login shell would set costs seconds of each start, and no test asks for it.
    ...(options.isDriven ? ['--force-disable-user-env'] : []),
    '--disable-telemetry',
    '--accept-server-license-terms',
  ];
  const server = await startServer(command, words, /Extension host agent listening on (\d+)/);
  return { ...server, authority: `127.0.0.1:${server.match[1]}` };
}

/** Installs a VSIX into an extensions folder, as `code --install-extension` does; rejects with its output. */
export async function installExtension(vsix: string, extensions: string, userData: string): Promise<void> {
  const { command, script } = await fetchNodeHost();
  const where = ['--extensions-dir', extensions, '--server-data-dir', userData, '--user-data-dir', userData];
  const child = spawn(command, [script, '--install-extension', vsix, ...where], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0 || !said.includes('successfully installed')) {
    throw new Error(`installing ${vsix} ended with code ${String(code)}:\n${said}`);
  }
}

export async function writeSettings(userData: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await mkdir(join(userData, 'User'), { recursive: true });
  await writeFile(join(userData, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
}

/** The address under which the workbench, in the browser, finds a file of the server's machine. */
export function remoteUri(authority: string, path: string): string {
  return pathToFileURL(path).href.replace('file://', `vscode-remote://${authority}`);
}

/** Fetches VS Code's server and its Node.js, where they are not there yet. */
export async function fetchNodeHost(): Promise<{ command: string; script: string }> {
  const executable = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const binary = `node_modules/${node.slice(0, node.lastIndexOf('@'))}/${executable}`;
  const script = `${vscode}/out/server-main.js`;
  const folder = await cached(
    codeServer.replace('@', '-'),
    [binary, script, `${vscode}/node_modules/@xterm/headless/package.json`],
    async (started) => {
      console.log(`Fetching VS Code (${codeServer}, ${node}) into .vscode-test: about 780 MB, once.`);
      // Its install scripts compile natives (terminal, file logging) which nothing here needs.
      await npmInstall(started, codeServer, node);
      await npm(join(started, vscode), 'install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund');
    },
  );
  return { command: join(folder, binary), script: join(folder, script) };
}

/** As the npm package of Node.js names its platforms. */
function nodePackage(): string {
  const { platform, arch } = process;
  if (platform === 'darwin' && arch === 'arm64') return 'bin-darwin-arm64';
  return `${platform === 'win32' ? 'win' : platform}-${arch}`;
}
