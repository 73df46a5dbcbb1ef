// The readers of checkpoints as a bundle of their own beside the worker's, which loads it when the first is opened.
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'src', 'formats');
/** Where the two bundles of a thread find each other: what the readers use, and the readers. */
const [kitName, readersName] = ['batchnormReaderKit', 'batchnormReaders'];

/** Of the worker: loads the readers where it would import them. @param load JavaScript that runs their bundle */
const loadsReaders = (load) => ({
  name: 'loads readers',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]formats[\\/]loadReaders\.ts$/ }, () => ({
      contents: `import * as kit from './readerKit.js';
export async function loadReaders() {
  globalThis.${kitName} = kit;
  if (!globalThis.${readersName}) ${load};
  return globalThis.${readersName};
}`,
      resolveDir: folder,
    }));
  },
});
/** Node has the bundle in the worker's folder; a browser is told by its host where the worker is. */
export const nodeReaders = loadsReaders("require('./readers.js')");
export const webReaders = loadsReaders("importScripts(new URL('readers.js', globalThis.batchnormWorkerAddress).href)");

/** The readers, which take from the worker what both use. */
export const readersBundle = {
  entryPoints: ['src/formats/checkpoints/index.ts'],
  format: 'iife',
  globalName: readersName,
  footer: { js: `globalThis.${readersName}=${readersName};` },
  plugins: [
    {
      name: 'takes from the worker',
      setup(build) {
        build.onResolve({ filter: /\/readerKit\.js$/ }, () => ({ path: 'kit', namespace: 'kit' }));
        build.onLoad({ filter: /.*/, namespace: 'kit' }, () => ({
          contents: `module.exports = globalThis.${kitName};`,
        }));
      },
    },
  ],
};
