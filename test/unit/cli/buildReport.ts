import { build } from 'esbuild';
import { join } from 'node:path';
import { esbuildKernels } from '../../../kernels.mjs';
import { buildWorker } from '../worker/buildWorker.js';

/** Bundles `npm run report` into a folder. @returns the script */
export async function buildReport(folder: string): Promise<string> {
  const outfile = join(folder, 'report.cli.mjs');
  await build({
    entryPoints: ['src/cli/report.cli.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2023',
    mainFields: ['module', 'main'],
    plugins: [esbuildKernels],
  });
  await buildWorker(join(folder, 'worker.js'));
  return outfile;
}
