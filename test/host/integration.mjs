// `npm run integration`: runs test/integration inside a real VS Code. With VSCODE_TEST_DESKTOP=1 that is the desktop
// one, which @vscode/test-electron downloads; otherwise the one of test/host, which needs neither display nor download
// server.
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './bundle.mjs';
import { writeJupyter } from './jupyter.mjs';
import { writePythonDebugger } from './pythonDebugger.mjs';
import { esbuildKernels } from '../../kernels.mjs';

const suites = join(root, 'test/integration');
const outdir = join(root, 'dist/test/integration');
await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: (await readdir(suites)).filter((name) => name.endsWith('.ts')).map((name) => join(suites, name)),
  outdir,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  external: ['vscode', 'mocha'],
  // UMD files hide their requires from a bundler.
  mainFields: ['module', 'main'],
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
  plugins: [esbuildKernels],
});
// F5 needs no more: VS Code itself runs the suite then.
if (process.argv.includes('--build')) process.exit();

const folder = await mkdtemp(join(tmpdir(), 'batchnorm-integration-'));
const [workspace, userData, extensions, ended] = ['workspace', 'user', 'extensions', 'ended'].map((name) =>
  join(folder, name),
);
await mkdir(workspace);
await writePythonDebugger(extensions);
await writeJupyter(extensions);
const executable = join(root, 'test/host', process.platform === 'win32' ? 'vscode.cmd' : 'vscode');
try {
  await runTests({
    ...(process.env.VSCODE_TEST_DESKTOP === '1' ? {} : { vscodeExecutablePath: executable }),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(outdir, 'index.js'),
    extensionTestsEnv: { ENDED: ended },
    // Nothing of an earlier run is left in a profile that is new.
    launchArgs: [workspace, `--user-data-dir=${userData}`, `--extensions-dir=${extensions}`],
  });
  // A VS Code whose extension host dies ends as one that was closed does.
  if (!existsSync(ended)) throw new Error('VS Code ended before its tests did');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
