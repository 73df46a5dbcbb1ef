import { memberName, type TensorArchive } from '../archive.js';
import type { ByteSource } from '../byteSource.js';
import { noSuchMember } from '../noSuchMember.js';
import { npyFormat } from '../npy/npyFormat.js';
import { printable } from '../printable.js';
import { memberContent } from './memberContent.js';
import type { ZipEntry } from './zipDirectory.js';

export const npySuffix = '.npy';
const headBytes = 512;
const advice = 'Save the archive again with np.savez or np.savez_compressed.';

/** NumPy's `.npz`: a zip archive of `.npy` files, whose names go without `.npy`, as in NumPy. */
export function openNpz(source: ByteSource, entries: readonly ZipEntry[]): TensorArchive {
  const arrays = entries.filter(({ name }) => name.endsWith(npySuffix));
  const byName = new Map(arrays.map((entry) => [entry.name.slice(0, -npySuffix.length), entry]));
  const others = entries.length - arrays.length;
  return {
    name: source.name,
    kind: '.npz archive',
    members: Array.from(byName, ([name, { compressedSize }]) => ({ name, bytes: compressedSize })),
    metadata: {},
    warnings:
      others > 0 ? [`${printable(source.name, 200)}: ${others} of ${entries.length} files in it are no .npy`] : [],
    open: async (name, options) => {
      // NumPy takes names with and without .npy.
      const entry = byName.get(name) ?? arrays.find((array) => array.name === name);
      if (!entry) throw noSuchMember(source.name, name, [...byName.keys()]);
      const content = await memberContent(source, memberName(source.name, name), entry, advice);
      return npyFormat.open(content, await content.read(0, headBytes), options);
    },
  };
}
