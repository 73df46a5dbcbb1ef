import type { ByteSource } from './byteSource.js';

const blockSize = 2 ** 15;
const blocksKept = 8;
/** Of so small a file all is read when a member is: asking for each of them takes longer. */
const readWhole = 2 ** 22;

/**
 * The same bytes, read in blocks of which a few are kept: for many short reads near one another, such as the headers of
 * all members of an archive. What is longer than a block is read as it is, or, of a small file, once and with all others.
 * @param readsAll whether all of the file will be asked for: a small one is read whole from the first read on
 * @param lend memory for a small file as a whole; what is read is good as long as that is lent
 */
export function blockSource(
  source: ByteSource,
  readsAll = false,
  lend = (bytes: number) => new Uint8Array(bytes),
): ByteSource {
  const readInto = source.readInto?.bind(source);
  let whole: Promise<Uint8Array<ArrayBuffer>> | null = null;
  const all = (): Promise<Uint8Array<ArrayBuffer>> => {
    if (whole) return whole;
    const reading = (whole = readInto ? filled(lend(source.size), readInto) : source.read(0, source.size));
    // What failed may succeed the next time.
    reading.catch(() => (whole = null));
    return reading;
  };
  const isSmall = source.size <= readWhole;
  const blocks = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();
  const block = (index: number): Promise<Uint8Array<ArrayBuffer>> => {
    const known = blocks.get(index) ?? source.read(index * blockSize, blockSize);
    blocks.delete(index);
    blocks.set(index, known);
    known.catch(() => blocks.delete(index));
    for (const old of [...blocks.keys()].slice(0, -blocksKept)) blocks.delete(old);
    return known;
  };
  const read = async (offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> => {
    if (isSmall && (readsAll || whole || length > blockSize)) return (await all()).subarray(offset, offset + length);
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
  };
  const { name, size } = source;
  if (!readInto || isSmall) return { name, size, read };
  return {
    name,
    size,
    read,
    readInto: async (offset, target) => {
      if (target.byteLength > blockSize) return readInto(offset, target);
      const bytes = await read(offset, target.byteLength);
      target.set(bytes);
      return bytes.byteLength;
    },
  };
}

async function filled(
  memory: Uint8Array<ArrayBuffer>,
  readInto: NonNullable<ByteSource['readInto']>,
): Promise<Uint8Array<ArrayBuffer>> {
  return memory.subarray(0, await readInto(0, memory));
}
