// TypeScript of this folder as a module that Node can run.
import { build } from 'esbuild';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { esbuildKernels } from '../../kernels.mjs';

export async function bundled(name) {
  const outfile = join(import.meta.dirname, `../../node_modules/.cache/faults/${process.pid}-${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    bundle: true,
    outfile,
    format: 'esm',
    platform: 'node',
    // jsonc-parser's first choice asks for its files while it runs.
    mainFields: ['module', 'main'],
    plugins: [esbuildKernels],
  });
  return import(pathToFileURL(outfile).href);
}
