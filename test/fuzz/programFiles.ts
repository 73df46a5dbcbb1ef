import { FormatError, memorySource, openArchive, openTensor, type ByteSource } from '../../src/formats/index.js';
import { nameOf, tensorPlace, type SessionFiles } from '../../src/session/index.js';
import { ascii, npyFile, npyHeader } from '../unit/formats/npyFile.js';
import { zipFile } from '../unit/formats/zipFile.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** An array whose values are 0, 1, … 6, 0, …; `width` bytes each. */
function array(descr: string, shape: readonly number[], width: number, order = 'False'): Bytes {
  const size = shape.reduce((product, length) => product * length, 1);
  const header = npyHeader(`'${descr}'`, `(${shape.map((length) => `${length},`).join('')})`, order);
  const file = npyFile(header, { dataBytes: size * width });
  const view = new DataView(file.buffer, file.length - size * width);
  for (let i = 0; i < size; i++) {
    if (descr === '<f4') view.setFloat32(4 * i, i % 7, true);
    else if (descr === '<f8') view.setFloat64(8 * i, i % 7, true);
  }
  return file;
}

const member = (name: string, content: Bytes) => ({ name: `${name}.npy`, content, isDeflated: true });

/** The folder that programs run in: small files of every kind, and names that patterns are slow on. */
const files: ReadonlyMap<string, Bytes> = new Map([
  ['a.npy', array('<f4', [6, 4], 4)],
  ['b1.npy', array('<f4', [6, 4], 4)],
  ['b2.npy', array('<f8', [3, 4], 8)],
  ['fortran.npy', array('<f4', [4, 3, 5], 4, 'True')],
  ['steps.npy', array('<f4', [3, 4, 2, 2], 4)],
  ['gamma.npy', array('<f8', [4], 8)],
  ['empty.npy', array('<f4', [0, 4], 4)],
  // No bytes, and more rows than there are passes.
  ['huge.npy', array('<f4', [2 ** 40, 0, 3], 4)],
  ['not.npy', ascii('no tensor')],
  ['a.json', ascii('[[1, 2, 3, 4], [5, 6, NaN, 8]]')],
  [`${'a'.repeat(240)}.npy`, array('<f4', [2, 4], 4)],
  [
    'x.npz',
    zipFile([
      member('arr_0', array('<f4', [6, 4], 4)),
      member('arr_1', array('<f4', [5, 4], 4)),
      member('z', array('<c8', [3, 4], 8)),
      member('a'.repeat(1000), array('<f4', [2, 4], 4)),
    ]),
  ],
  ['wide.npz', zipFile([member('x', array('|u1', [2, 4096], 1))])],
  ['wider.npz', zipFile([member('x', array('|u1', [1, 2 ** 21], 1))])],
]);

/**
 * @param readsRanges whether files can be read in parts, as local ones can
 * @param onOpen called whenever a file is opened
 */
export function programFiles(readsRanges: boolean, onOpen: () => void): SessionFiles {
  const sourceOf = (uri: string): ByteSource => {
    onOpen();
    const name = nameOf(uri);
    const bytes = files.get(name);
    if (!bytes) throw new FormatError({ file: name, place: 'on disk', problem: 'there is no such file' });
    return memorySource(name, bytes);
  };
  return {
    withTensor: async (uri, use, options) => {
      const { file, ...within } = tensorPlace(uri);
      return use(await openTensor(sourceOf(file), { ...options, ...within }));
    },
    withArchive: async (uri, use, options) => use(await openArchive(sourceOf(uri), options)),
    text: (uri) => Promise.resolve(new TextDecoder().decode(files.get(nameOf(uri)))),
    list: () => Promise.resolve([...files.keys()]),
    readsRanges: () => readsRanges,
    // So little that larger ones stream.
    limits: { small: 64, packed: 2048, largest: 2 ** 20 },
  };
}

/** Bytes of all of them. */
export const programFilesBytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
