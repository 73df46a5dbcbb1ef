import { build, type BuildOptions, type Metafile } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { esbuildKernels } from '../../../kernels.mjs';
import { repository } from '../../host/repository.js';

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
/** What the worker loads when it is asked for. */
const later = [
  ['checkpoints', 'src/formats/checkpoints/index.ts'],
  ['openJson', 'src/formats/json/openJson.ts'],
  ['studies', 'src/session/views/studies.ts'],
  ['models', 'src/worker/models.ts'],
  ['debugging', 'src/worker/debugging.ts'],
  ['reporting', 'src/worker/reporting.ts'],
  ['tableFilter', 'src/session/views/table/tableFilter.ts'],
  ['compareExpected', 'src/session/run/compareExpected.ts'],
] as const;
/** And the extension, under Node. */
const laterOfExtension = [
  ['running', 'src/vscode/running.ts'],
  ['tensorEditorProvider', 'src/vscode/editor/tensorEditorProvider.ts'],
  ['programDebugger', 'src/vscode/debug/programDebugger.ts'],
  ['capture', 'src/vscode/capture/capture.ts'],
  ['programCompletion', 'src/vscode/programs/programCompletion.ts'],
  ['runTool', 'src/vscode/programs/tools/runTool.ts'],
  ['client', 'src/worker/client.ts'],
] as const;
const all: readonly BuildOptions[] = [
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js' },
  { ...web, entryPoints: ['src/extension.ts'], outfile: 'dist/web/extension.js', format: 'cjs' },
  { ...node, entryPoints: ['src/worker/nodeEntry.ts'], outfile: 'dist/worker.js' },
  { ...web, entryPoints: ['src/worker/webEntry.ts'], outfile: 'dist/web/worker.js' },
  ...later.flatMap(([name, entry]) =>
    ['dist', 'dist/web'].map((folder) => ({ ...web, entryPoints: [entry], outfile: `${folder}/${name}.js` })),
  ),
  ...laterOfExtension.map(([name, entry]) => ({ ...node, entryPoints: [entry], outfile: `dist/${name}.js` })),
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
