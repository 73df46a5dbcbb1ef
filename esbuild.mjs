// Bundles everything that runs: the extension (Node and web), the worker (Node and web), the panel, the terminal tools.
// `node esbuild.mjs [extension|cli|tests …] [--watch] [--production]`; without a name: all that the VSIX ships.
import { build, context } from 'esbuild';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { esbuildKernels } from './kernels.mjs';
import { throughFaces } from './faces.mjs';
import { noticesOf } from './notices.mjs';
import { inParts } from './parts.mjs';
import { programJsonSchema } from './schema.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  // Escapes of π and σ cost more than they do.
  charset: 'utf8',
  legalComments: production ? 'none' : 'eof',
  logLevel: 'warning',
  target: 'es2023',
  tsconfig: 'tsconfig.json',
  plugins: [esbuildKernels],
};
// UMD files (jsonc-parser's main) hide their requires from a bundler: their modules come first.
const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  external: ['vscode'],
  mainFields: ['module', 'main'],
};
const web = {
  ...shared,
  platform: 'browser',
  format: 'cjs',
  // Never reached in a browser: the client starts a Web Worker there.
  external: ['vscode', 'node:worker_threads'],
  define: { 'process.env.NODE_ENV': '"production"' },
};

/** Ships in parts, of which the first is small; one file has a source map. */
const parts = (options) => (production ? inParts(options) : options);
/** In one file, of which only what is reached runs. */
const whole = (options) => ({ ...options, plugins: [...options.plugins, throughFaces] });

const groups = {
  extension: [
    parts({ ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js' }),
    // A browser's extension host loads no further file.
    whole({ ...web, entryPoints: ['src/extension.ts'], outfile: 'dist/web/extension.js' }),
    parts({ ...node, entryPoints: ['src/worker/nodeEntry.ts'], outfile: 'dist/worker.js' }),
    parts({ ...web, format: 'iife', entryPoints: ['src/worker/webEntry.ts'], outfile: 'dist/web/worker.js' }),
    {
      ...shared,
      platform: 'browser',
      format: 'esm',
      entryPoints: { panel: 'webview/main.ts' },
      outdir: 'dist',
      // Pages that few need are files of their own, which the panel's script imports: its nonce is theirs.
      splitting: true,
      chunkNames: 'panel.[name]',
      loader: { '.ttf': 'file' },
    },
  ],
  cli: [
    {
      ...node,
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      entryPoints: readdirSync('src/cli', { withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.cli.ts'))
        .map((entry) => `src/cli/${entry.name}`),
      entryNames: '[name]',
      outdir: 'dist/cli',
    },
    // What reads a large file beside the tool itself.
    { ...node, entryPoints: ['src/worker/nodeEntry.ts'], outfile: 'dist/cli/worker.js' },
  ],
  fuzz: [
    {
      ...node,
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      entryPoints: ['test/fuzz/fuzz.ts', 'test/fuzz/fuzzThread.ts'],
      outdir: 'dist/fuzz',
    },
  ],
  bench: [
    {
      ...node,
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      external: ['playwright-core', 'prettier'],
      entryPoints: { bench: 'test/bench/bench.ts', teammate: 'test/bench/engine/teammate.ts' },
      outdir: 'dist/bench',
    },
  ],
};

const wanted = (names.length > 0 ? names : ['extension']).flatMap((name) => groups[name]);
if (wanted.includes(groups.extension[0])) {
  mkdirSync('dist', { recursive: true });
  writeFileSync('dist/program.schema.json', JSON.stringify(await programJsonSchema()));
}
if (watch) {
  // The words that .vscode/tasks.json waits for: `building` before the first of several builds, `built` after the last.
  let running = 0;
  const progress = {
    name: 'progress',
    setup(plugin) {
      plugin.onStart(() => {
        if (running++ === 0) console.log('building');
      });
      plugin.onEnd(() => {
        if (--running === 0) console.log('built');
      });
    },
  };
  const contexts = await Promise.all(
    wanted.map((options) => context({ ...options, plugins: [...options.plugins, progress] })),
  );
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  const shipped = [];
  for (const options of wanted) {
    const { metafile } = await build({ ...options, metafile: true });
    if (groups.extension.includes(options)) shipped.push(metafile);
  }
  if (production && shipped.length > 0) writeFileSync('dist/THIRD_PARTY_NOTICES.txt', noticesOf(shipped));
}
