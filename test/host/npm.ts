import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Runs `npm` in `folder`; its output is shown only when it fails, as part of the error. */
export function npm(folder: string, ...words: readonly string[]): Promise<void> {
  const cli = process.env.npm_execpath;
  // Under `npm run` its own script is named; elsewhere (and under another package manager) the one on the PATH is used.
  const [command, first] = cli?.endsWith('npm-cli.js') ? [process.execPath, [cli]] : ['npm', []];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOfThisRun(name)));
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, '--prefix', folder, ...words], {
      cwd: folder,
      env,
      shell: process.platform === 'win32' && first.length === 0,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${words.join(' ')} ended with code ${String(code)}:\n${said}`));
    });
  });
}

/** Installs packages into an empty folder of their own, without running their scripts. */
export async function npmInstall(folder: string, ...packages: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await npm(folder, 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', ...packages);
}

/** What `npm run` hands down about this package must not steer the installation of another. */
function isOfThisRun(name: string): boolean {
  return /^npm_(package|lifecycle|command)|^npm_config_(local_prefix|prefix|production|omit)$/.test(name);
}
