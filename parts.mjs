// Bundles a worker, or the extension under Node, in parts: what runs from the start, and beside it a file for each `import()`,
// which loads it when it is reached. esbuild splits the code, so that nothing is there twice; here its pieces become scripts
// that any worker can run.
import { build, transform } from 'esbuild';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { throughFaces } from './faces.mjs';

/** Where the files of a thread find the pieces: functions of (require, exports, module), by name. */
const pieces = 'batchnormPieces';
/** The options of a build of one entry point into `outfile` and the parts beside it. */
export function inParts({ outfile, plugins = [], ...options }) {
  const settings = {
    ...options,
    format: 'esm',
    splitting: true,
    outdir: dirname(outfile),
    write: false,
    metafile: true,
  };
  const writes = {
    name: 'in parts',
    setup(build) {
      build.onEnd(async ({ outputFiles = [], metafile }) => {
        if (!metafile) return;
        await mkdir(dirname(outfile), { recursive: true });
        for (const [name, text] of await partsOf(basename(outfile), outputFiles, metafile, options)) {
          await writeFile(join(dirname(outfile), name), text);
        }
      });
    },
  };
  return { ...settings, sourcemap: false, plugins: [...plugins, throughFaces, writes] };
}

/** @returns by its name the text of each file */
async function partsOf(first, outputFiles, { outputs }, { platform, minify, target, charset }) {
  // It lies beside the worker: Node knows where, a browser is told by its host.
  const load =
    platform === 'node'
      ? 'outer(files[name])'
      : 'importScripts(new URL(files[name],globalThis.batchnormWorkerAddress).href)';
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const chunks = new Map(Object.entries(outputs).map(([path, chunk]) => [basename(path), chunk]));
  const needs = (name, found = new Set()) => {
    if (found.has(name)) return found;
    found.add(name);
    for (const { path, kind } of chunks.get(name).imports) {
      if (kind === 'import-statement' && chunks.has(basename(path))) needs(basename(path), found);
    }
    return found;
  };
  // The code is small already: what is left is to turn imports into calls. Newer than what is needed here is `import()`.
  const style = { format: 'cjs', platform, minify, target, charset, supported: { 'dynamic-import': false } };
  const piece = async (name) => {
    const { code } = await transform(texts.get(name), style);
    return `p[${JSON.stringify(`./${name}`)}]??=(require,exports,module)=>{${code}};\n`;
  };
  const later = new Set(
    [...chunks.values()]
      .flatMap(({ imports }) => imports.filter(isLater).map(({ path }) => basename(path)))
      // Modules of the host are none of the files.
      .filter((name) => chunks.has(name)),
  );
  const [entry] = [...chunks].find(([name, { entryPoint }]) => entryPoint && !later.has(name));
  const atOnce = needs(entry);
  const there = thereBefore(entry, later, chunks, needs);
  const fileOf = Object.fromEntries([...later].map((name) => [`./${name}`, `./${fileNameOf(chunks.get(name))}`]));
  const files = new Map();
  const asked = new Set();
  for (const name of later) {
    const own = [...needs(name)].filter((one) => !there.get(name).has(one));
    for (const one of own.flatMap((each) => chunks.get(each).imports)) asked.add(basename(one.path));
    const written = await Promise.all(own.map(piece));
    files.set(fileNameOf(chunks.get(name)), `(p=>{${written.join('')}})(globalThis.${pieces});\n`);
  }
  // What runs at once becomes one piece of code again; what is loaded later gets at the parts of it that it asks for.
  const shared = [...atOnce].filter((name) => asked.has(name));
  const whole = await build({
    ...style,
    bundle: true,
    write: false,
    legalComments: 'inline',
    stdin: {
      // What a worker starts hands out nothing, and its file is no module.
      contents: `${chunks.get(entry).exports.length > 0 ? 'export * from' : 'import'} './${entry}';
${shared.map((name, index) => `import * as c${index} from './${name}';`).join('\n')}
Object.assign(ran, { ${shared.map((name, index) => `'./${name}': { exports: c${index} }`).join(', ')} });`,
    },
    plugins: [
      {
        name: 'chunks',
        setup(plugin) {
          plugin.onResolve({ filter: /.*/ }, ({ path }) =>
            atOnce.has(basename(path)) ? { path: basename(path), namespace: 'chunk' } : { path, external: true },
          );
          plugin.onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path }) => ({ contents: texts.get(path) }));
        },
      },
    ],
  });
  // Node's own modules are none of the pieces. A function of its own: its names are not those around it.
  const start = `"use strict";((p,ran,outer)=>{const files=${JSON.stringify(fileOf)};
const require=name=>{if(ran[name])return ran[name].exports;if(!p[name]){if(!files[name])return outer(name);${load}}
const module=ran[name]={exports:{}};try{p[name](require,module.exports,module)}catch(e){delete ran[name];throw e}return module.exports};
((require,ran)=>{${whole.outputFiles[0].text}})(require,ran)})(globalThis.${pieces}={},{},typeof require>"u"?undefined:require);\n`;
  return files.set(first, start);
}

/** @returns by the name of a file the pieces that are there whoever loads it */
function thereBefore(entry, later, chunks, needs) {
  const askedBy = (name) =>
    [...chunks].filter(([, { imports }]) => imports.some((one) => isLater(one) && basename(one.path) === name));
  const there = new Map([[entry, new Set()], ...[...later].map((name) => [name, new Set(chunks.keys())])]);
  // A file that is loaded by a file that is loaded by …: until no set becomes smaller.
  for (let before = -1, size = Infinity; size !== before;) {
    for (const name of later) {
      const loaders = [...there.keys()].filter((file) => askedBy(name).some(([chunk]) => needs(file).has(chunk)));
      const isThere = (piece) => loaders.every((file) => needs(file).has(piece) || there.get(file).has(piece));
      there.set(name, new Set([...there.get(name)].filter(isThere)));
    }
    before = size;
    size = [...there.values()].reduce((sum, pieces) => sum + pieces.size, 0);
  }
  return there;
}

function isLater({ kind }) {
  return kind === 'dynamic-import';
}

/** `checkpoints.js` of `…/checkpoints/index.ts`, `studies.js` of `…/studies.ts`. */
function fileNameOf({ entryPoint }) {
  const [, name] = /([^/]+?)(?:\/index)?\.ts$/.exec(entryPoint);
  return `${name}.js`;
}
