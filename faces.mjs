// A folder's face (`index.ts`) hands out all that others may use; who takes one name of it shall not load the rest. This
// imports each name from the file that has it. (esbuild splits code by whole files: through a face all would be reached.)
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { withoutSources } from './withoutSources.mjs';

const named = /^(import|export) \{([^}]*)\} from '(\.[^']*)';/gm;
const src = join(import.meta.dirname, 'src');

export const throughFaces = {
  name: 'through faces',
  setup(build) {
    const faces = new Map();
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      if (!path.startsWith(src)) return undefined;
      const text = await readFile(path, 'utf8');
      const contents = withoutSources(text).replace(named, (...match) => direct(match, path, faces));
      return { contents, loader: 'ts' };
    });
  },
};

function direct([statement, keyword, list, from], path, faces) {
  const face = fileOf(path, from);
  if (!face?.endsWith('index.ts')) return statement;
  return namesIn(list)
    .map(({ name, as }) => {
      const origin = originOf(face, name, faces);
      const to = relative(dirname(path), origin.file).replaceAll('\\', '/').replace(/\.ts$/, '.js');
      return `${keyword} { ${origin.name} as ${as} } from '${to.startsWith('.') ? to : `./${to}`}';`;
    })
    .join(' ');
}

/** The file that has what a face hands out, and its name there. */
function originOf(face, name, faces) {
  if (!faces.has(face)) {
    const text = readFileSync(face, 'utf8');
    const handed = [...text.matchAll(named)]
      .filter(([, keyword]) => keyword === 'export')
      .flatMap(([, , list, from]) =>
        namesIn(list).map((one) => [one.as, { file: fileOf(face, from), name: one.name }]),
      );
    faces.set(face, new Map(handed));
  }
  const found = faces.get(face).get(name);
  if (!found?.file) return { file: face, name };
  return found.file.endsWith('index.ts') ? originOf(found.file, found.name, faces) : found;
}

/** Of values: types are nowhere when it runs. */
function namesIn(list) {
  return list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('type '))
    .map((one) => one.split(' as '))
    .map(([name, as = name]) => ({ name, as }));
}

function fileOf(path, from) {
  const file = resolve(dirname(path), from.replace(/\.js$/, '.ts'));
  return existsSync(file) ? file : undefined;
}
