// Compiles the engine's SIMD kernels, AssemblyScript, to WebAssembly, for esbuild and for vitest alike: either gets a
// plugin that answers `import … from './simd/kernels.wasm'`. Results are kept in node_modules/.cache.
import asc, { version } from 'assemblyscript/asc';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'src/engine/kernels/simd');
const cache = join(import.meta.dirname, 'node_modules/.cache/kernels');
const filter = /\/simd\/kernels\.wasm$/;
const common = ['index.ts', '--outFile', 'kernels.wasm', '-O3', '--runtime', 'stub', '--enable', 'simd'];
common.push('--importMemory', '--noExportMemory', '--noAssert');
// Functions that take vectors are inlined or called from WebAssembly only.
common.push('--disableWarning', '112');
/** The module twice: memory that threads share is another type of import. */
const variants = {
  unshared: common,
  shared: [...common, '--enable', 'threads', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
};

function sources() {
  return readdirSync(folder).filter((name) => name.endsWith('.ts'));
}

/** @returns the text of a module that exports each variant in base64 */
async function kernelsModule() {
  const texts = new Map(sources().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const key = createHash('sha256').update(JSON.stringify([version, variants, [...texts]]));
  const file = join(cache, `${key.digest('hex')}.mjs`);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not compiled yet.
  }
  let module = '';
  for (const [name, options] of Object.entries(variants)) {
    module += `export const ${name} = ${JSON.stringify(await compile(texts, options))};\n`;
  }
  mkdirSync(cache, { recursive: true });
  // Several builds may run at once: none sees half a file.
  writeFileSync(`${file}.${process.pid}`, module);
  renameSync(`${file}.${process.pid}`, file);
  return module;
}

async function compile(texts, options) {
  let binary;
  const { error, stderr } = await asc.main(options, {
    readFile: (name) => texts.get(name) ?? null,
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) binary = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`The kernels do not compile.\n${stderr.toString()}`);
  return Buffer.from(binary).toString('base64');
}

/** For `plugins` of esbuild. */
export const esbuildKernels = {
  name: 'kernels',
  setup(build) {
    build.onResolve({ filter }, () => ({ path: 'kernels.wasm', namespace: 'kernels' }));
    build.onLoad({ filter: /.*/, namespace: 'kernels' }, async () => ({
      contents: await kernelsModule(),
      loader: 'js',
      watchFiles: sources().map((name) => join(folder, name)),
    }));
  },
};

/** For `plugins` of vite and vitest. */
export const viteKernels = {
  name: 'kernels',
  enforce: 'pre',
  resolveId: (id) => (filter.test(id) ? '\0kernels' : undefined),
  load: (id) => (id === '\0kernels' ? kernelsModule() : undefined),
};
