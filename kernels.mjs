// Compiles the engine's SIMD kernels, AssemblyScript, to WebAssembly, for esbuild and for vitest alike: either gets a
// plugin that answers `import … from './simd/kernels.wasm'`. Results are kept in node_modules/.cache.
import asc, { version } from 'assemblyscript/asc';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'src/engine/kernels/simd');
const cache = join(import.meta.dirname, 'node_modules/.cache/kernels');
const filter = /\/simd\/kernels\.wasm$/;
const unshared = ['index.ts', '--outFile', 'kernels.wasm', '-O3', '--runtime', 'stub', '--enable', 'simd'];
unshared.push('--importMemory', '--noExportMemory', '--noAssert', '--initialMemory', '1', '--maximumMemory', '65536');
// Functions that take vectors are inlined or called from WebAssembly only.
unshared.push('--disableWarning', '112');
const shared = [...unshared, '--enable', 'threads', '--sharedMemory'];

function sources() {
  return readdirSync(folder).filter((name) => name.endsWith('.ts'));
}

/**
 * @returns the text of a module that exports the compiled kernels in base64, and which one of their bytes is another
 *   where they import a memory that threads share
 */
async function kernelsModule() {
  const texts = new Map(sources().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const key = createHash('sha256').update(JSON.stringify([version, unshared, shared, [...texts]]));
  const file = join(cache, `${key.digest('hex')}.mjs`);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not compiled yet.
  }
  const binary = await compile(texts, unshared);
  const other = await compile(texts, shared);
  const differing = [...binary.keys()].filter((at) => binary[at] !== other[at]);
  if (binary.length !== other.length || differing.length !== 1) {
    throw new Error(`The kernels for shared memory differ in ${differing.length} bytes, not in the type of the import`);
  }
  const [at] = differing;
  const module = `export const binary = '${Buffer.from(binary).toString('base64')}';
export const shared = { at: ${at}, byte: ${other[at]} };
`;
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
  return binary;
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
