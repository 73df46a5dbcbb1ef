import { build, type BuildOptions, type Metafile } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { esbuildKernels } from '../../../kernels.mjs';
import { repository } from '../../host/repository.js';
import { partsOfExtension, partsOfWorker } from '../../host/shippedParts.js';

const shared: BuildOptions = {
  absWorkingDir: repository,
  bundle: true,
  minify: true,
  target: 'es2023',
  metafile: true,
  write: false,
  logLevel: 'error',
  plugins: [esbuildKernels],
};
const node: BuildOptions = { ...shared, platform: 'node', external: ['vscode'], mainFields: ['module', 'main'] };
const web: BuildOptions = { ...shared, platform: 'browser', external: ['vscode', 'node:worker_threads'] };
const all: readonly BuildOptions[] = [
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js' },
  { ...web, entryPoints: ['src/extension.ts'], outfile: 'dist/web/extension.js', format: 'cjs' },
  { ...node, entryPoints: ['src/worker/nodeEntry.ts'], outfile: 'dist/worker.js' },
  { ...web, entryPoints: ['src/worker/webEntry.ts'], outfile: 'dist/web/worker.js' },
  ...partsOfWorker.flatMap(([name, entry]) =>
    ['dist', 'dist/web'].map((folder) => ({ ...web, entryPoints: [entry], outfile: `${folder}/${name}.js` })),
  ),
  ...partsOfExtension.map(([name, entry]) => ({ ...node, entryPoints: [entry], outfile: `dist/${name}.js` })),
  {
    ...web,
    entryPoints: { panel: 'webview/main.ts' },
    outdir: 'dist',
    format: 'esm',
    splitting: true,
    chunkNames: 'panel.[name]',
    loader: { '.ttf': 'file' },
  },
];

/** What the VSIX holds in dist, bundled once more, in memory and apart from esbuild.mjs: paths, and whose bytes they are. */
export async function bundleOnceMore(): Promise<{ paths: readonly string[]; packages: ReadonlySet<string> }> {
  const metafiles: Metafile[] = [];
  for (const options of all) {
    const { metafile } = await build(options);
    if (metafile) metafiles.push(metafile);
  }
  const outputs = metafiles.flatMap((metafile) => Object.entries(metafile.outputs));
  return {
    paths: outputs.map(([path]) => path),
    packages: new Set(
      outputs
        .flatMap(([, { inputs }]) => Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0))
        .flatMap((path) => packageOf(path) ?? []),
    ),
  };
}

/** `name version` of the package that a file of node_modules belongs to. */
function packageOf(path: string): string | undefined {
  const parts = path.split('/');
  const at = parts.lastIndexOf('node_modules');
  if (at < 0) return undefined;
  const folder = parts.slice(0, at + (parts[at + 1].startsWith('@') ? 3 : 2));
  const text = readFileSync(join(repository, ...folder, 'package.json'), 'utf8');
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return `${name} ${version}`;
}
