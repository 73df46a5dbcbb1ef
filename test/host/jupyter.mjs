// An extension for tests in the place of the Jupyter extension: a real IPython kernel behind the part of its API that ours uses.
import { build } from 'esbuild';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './bundle.mjs';

const manifest = {
  name: 'jupyter',
  publisher: 'ms-toolsai',
  version: '0.0.1',
  engines: { vscode: '^1.100.0' },
  main: './main.js',
  activationEvents: ['onNotebook:jupyter-notebook', 'onDebugResolve:Python Kernel Debug Adapter'],
  contributes: {
    breakpoints: [{ language: 'python' }],
    debuggers: [{ type: 'Python Kernel Debug Adapter', label: 'Python Kernel Debug Adapter', languages: ['python'] }],
  },
};

/** @param {string} extensions the folder of installed extensions */
export async function writeJupyter(extensions) {
  const folder = join(extensions, 'ms-toolsai.jupyter-0.0.1');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await copyFile(join(root, 'test/python/kernel.py'), join(folder, 'kernel.py'));
  await build({
    entryPoints: [join(root, 'test/host/jupyter/standIn.ts')],
    outfile: join(folder, 'main.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    target: 'node20',
    logLevel: 'warning',
    tsconfig: join(root, 'tsconfig.json'),
  });
}
