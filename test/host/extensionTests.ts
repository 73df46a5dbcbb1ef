import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workbenchAddress } from './address.js';
import { parseFlags } from './flags.js';
import { openPage } from './launchWorkbench.js';
import { startNodeHost, writeSettings } from './nodeHost.js';
import { quietSettings } from './settings.js';
import { followSuite } from './suiteRun.js';

/** Runs an extension's test suite in VS Code's server and a browser; returns the exit code of the suite's `run()`. */
export async function runExtensionTests(words: readonly string[]): Promise<number> {
  const flags = parseFlags(words);
  const folder = await mkdtemp(join(tmpdir(), 'batchnorm-vscode-'));
  const ends: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
  try {
    const userData = flags.userData ?? join(folder, 'user');
    if (!existsSync(join(userData, 'User', 'settings.json'))) await writeSettings(userData, quietSettings());
    const extensions = flags.extensionsFolder ?? join(folder, 'extensions');
    const host = await startNodeHost({ userData, extensions, isDriven: true, isTrusted: flags.isTrusted });
    ends.push(host.stop);
    const { page, log } = await openPage(ends, folder);
    const { exitCode } = await followSuite(page, () => `${log()}\n${host.log()}`);
    await page.goto(
      workbenchAddress({
        authority: host.authority,
        workspace: flags.workspace,
        extensions: flags.extensions,
        tests: flags.tests,
      }),
    );
    return await exitCode;
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
