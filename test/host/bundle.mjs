// Compiles TypeScript of the tests into dist/test, so that any Node.js from 20 on runs it.
import { build } from 'esbuild';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { esbuildKernels } from '../../kernels.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Compiles one file of test/ and what it imports of ours, and returns the module. */
export async function load(path) {
  const outfile = join(root, 'dist/test', `${basename(path, '.ts')}.${process.pid}.mjs`);
  const { rm } = await import('node:fs/promises');
  await build({
    entryPoints: [join(root, path)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    plugins: [esbuildKernels],
    tsconfig: join(root, 'tsconfig.json'),
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile, { force: true });
  }
}
