import { inflateSync } from '../readerKit.js';
import type { Filter } from './dataset.js';

/** What is wrong with the bytes of a chunk. */
export class ChunkError extends Error {}

const [deflate, shuffle, fletcher32] = [1, 2, 3];
const checksumBytes = 4;
const known = new Set([deflate, shuffle, fletcher32]);

/** Names of filters that are known, and not read. */
const others: ReadonlyMap<number, string> = new Map([
  [4, 'szip'],
  [5, 'n-bit'],
  [6, 'scale-offset'],
  [32000, 'LZF'],
  [32001, 'Blosc'],
  [32004, 'LZ4'],
  [32015, 'Zstandard'],
]);

/** The first filter that is not read, by its name. */
export function unknownFilter(filters: readonly Filter[]): string | undefined {
  const filter = filters.find(({ id }) => !known.has(id));
  return filter && (others.get(filter.id) ?? (filter.name || `filter ${filter.id}`));
}

/**
 * The items of a chunk, from its bytes as they are stored.
 * @param size bytes of its items
 * @param skipped which filters were not applied to it, a bit each
 * @throws ChunkError where it is damaged
 */
export function unfiltered(
  stored: Uint8Array<ArrayBuffer>,
  filters: readonly Filter[],
  skipped: number,
  { size, itemSize }: { readonly size: number; readonly itemSize: number },
): Uint8Array<ArrayBuffer> {
  const applied = filters.filter((_, i) => (skipped & (1 << i)) === 0);
  let bytes = stored;
  for (let i = applied.length - 1; i >= 0; i--) {
    const { id, values } = applied[i];
    // Before this filter there were only checksums that made it longer.
    const before = size + checksumBytes * applied.slice(0, i).filter((filter) => filter.id === fletcher32).length;
    if (id === deflate) bytes = inflated(bytes, before);
    else if (id === shuffle) bytes = unshuffled(bytes, values.at(0) ?? itemSize);
    else bytes = checked(bytes);
  }
  if (bytes.length !== size) throw new ChunkError(`a chunk has ${bytes.length} bytes instead of ${size}`);
  return bytes;
}

/** A zlib stream that makes so many bytes. https://www.rfc-editor.org/rfc/rfc1950 */
function inflated(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const isZlib = bytes.length > 6 && (bytes[0] & 15) === 8 && (256 * bytes[0] + bytes[1]) % 31 === 0;
  if (!isZlib || bytes[1] & 0x20) throw new ChunkError('a chunk is no zlib stream');
  let made: Uint8Array;
  try {
    made = inflateSync(bytes.subarray(2, -checksumBytes), { out: new Uint8Array(size) });
  } catch (cause) {
    throw new ChunkError('the compressed data is damaged', { cause });
  }
  const sum = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - checksumBytes).getUint32(0);
  if (made.length !== size || adler32(made) !== sum)
    throw new ChunkError('the compressed data is damaged: its checksum is wrong');
  return new Uint8Array(made.buffer as ArrayBuffer, made.byteOffset, made.byteLength);
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (let from = 0; from < bytes.length; from += 3800) {
    const to = Math.min(from + 3800, bytes.length);
    for (let i = from; i < to; i++) b += a += bytes[i];
    a %= 65521;
    b %= 65521;
  }
  return b * 65536 + a;
}

/** All first bytes of the items came first, then all second ones. */
function unshuffled(bytes: Uint8Array<ArrayBuffer>, itemSize: number): Uint8Array<ArrayBuffer> {
  const count = Math.floor(bytes.length / itemSize);
  if (itemSize < 2 || count < 2) return bytes;
  const items = bytes.slice();
  for (let byte = 0; byte < itemSize; byte++) {
    const from = byte * count;
    for (let i = 0; i < count; i++) items[i * itemSize + byte] = bytes[from + i];
  }
  return items;
}

/** Without the checksum behind it. */
function checked(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bytes.length < checksumBytes) throw new ChunkError('a chunk lacks its checksum');
  const content = bytes.subarray(0, -checksumBytes);
  const stored = new DataView(bytes.buffer, bytes.byteOffset + content.length).getUint32(0, true);
  if (fletcher32Of(content) !== stored) throw new ChunkError('the checksum of a chunk is wrong');
  return content;
}

/** Of big-endian 16-bit words, as H5_checksum_fletcher32 has it. */
function fletcher32Of(bytes: Uint8Array): number {
  let [a, b] = [0, 0];
  const fold = (sum: number): number => (sum & 0xffff) + (sum >>> 16);
  for (let from = 0; from < bytes.length; from += 720) {
    const to = Math.min(from + 720, bytes.length);
    for (let i = from; i < to; i += 2) b += a += (bytes[i] << 8) | (i + 1 < bytes.length ? bytes[i + 1] : 0);
    [a, b] = [fold(a), fold(b)];
  }
  return ((fold(b) << 16) | fold(a)) >>> 0;
}
