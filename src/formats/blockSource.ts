import type { ByteSource } from './byteSource.js';

const blockSize = 2 ** 15;
const blocksKept = 8;

/**
 * The same bytes, read in blocks of which a few are kept: for many short reads near one another, such as the headers of
 * all members of an archive. What is longer than a block is read as it is.
 */
export function blockSource(source: ByteSource): ByteSource {
  const blocks = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();
  const block = (index: number): Promise<Uint8Array<ArrayBuffer>> => {
    const known = blocks.get(index) ?? source.read(index * blockSize, blockSize);
    blocks.delete(index);
    blocks.set(index, known);
    // What failed may succeed the next time.
    known.catch(() => blocks.delete(index));
    for (const old of [...blocks.keys()].slice(0, -blocksKept)) blocks.delete(old);
    return known;
  };
  return {
    name: source.name,
    size: source.size,
    read: async (offset, length) => {
      if (length > blockSize) return source.read(offset, length);
      const first = Math.floor(offset / blockSize);
      const at = offset - first * blockSize;
      const here = (await block(first)).subarray(at, at + length);
      if (at + length <= blockSize || offset + here.length >= source.size) return here;
      const rest = (await block(first + 1)).subarray(0, length - here.length);
      const joined = new Uint8Array(here.length + rest.length);
      joined.set(here);
      joined.set(rest, here.length);
      return joined;
    },
  };
}
