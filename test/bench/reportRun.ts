import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { repository } from '../host/repository.js';

export interface Run {
  readonly seconds: number;
  /** 0 where the system does not tell. */
  readonly peakBytes: number;
}

/** `npm run report -- FILE --json`, as a process of its own, from its start to its end; `esbuild.mjs cli` has built it. */
export function reportRun(path: string, ...more: readonly string[]): Promise<Run> {
  const start = performance.now();
  const child = spawn(process.execPath, ['dist/cli/report.cli.mjs', path, '--json', ...more], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peakBytes = 0;
  // The peak only grows, so that the last look tells it.
  const look = async () => {
    const status = await readFile(`/proc/${String(child.pid)}/status`, 'utf8').catch(() => '');
    peakBytes = Math.max(peakBytes, 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
  };
  const timer = setInterval(() => void look(), 10);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(timer);
      const seconds = (performance.now() - start) / 1000;
      if (code === 0) resolve({ seconds, peakBytes });
      else reject(new Error(`report ${path} ended with code ${String(code)}`));
    });
  });
}
