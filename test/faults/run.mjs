// node test/faults/run.mjs [COUNT] [FIRST SEED]: healthy programs that are told something, and how many of how many.
import { build } from 'esbuild';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { esbuildKernels } from '../../kernels.mjs';

const [count = 1000, from = 1] = process.argv.slice(2).map(Number);
const outfile = join(import.meta.dirname, `../../node_modules/.cache/faults/${process.pid}.mjs`);
await build({
  entryPoints: [join(import.meta.dirname, 'runHealthy.ts')],
  bundle: true,
  outfile,
  format: 'esm',
  platform: 'node',
  // jsonc-parser's first choice asks for its files while it runs.
  mainFields: ['module', 'main'],
  plugins: [esbuildKernels],
});
const { alarmsAmong } = await import(pathToFileURL(outfile).href);
const alarms = alarmsAmong(from, count, console.log);
console.log(`${alarms} of ${count} healthy programs were told something`);
process.exitCode = alarms > 0 ? 1 : 0;
