import { build } from 'esbuild';
import { esbuildKernels } from '../../../kernels.mjs';

/** Bundles the worker for Node, as the extension ships it but for its size. */
export async function buildWorker(outfile: string, entry = 'src/worker/nodeEntry.ts'): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'es2023',
    mainFields: ['module', 'main'],
    plugins: [esbuildKernels],
  });
}
