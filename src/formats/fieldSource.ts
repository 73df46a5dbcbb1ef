import type { ByteSource } from './byteSource.js';
import { chunkBytes } from './reading.js';

/** From this many bytes on, a copy is faster than a loop. */
const worthCopying = 64;

/** Items of `itemSize` bytes from `dataAt` on, of each of which `size` bytes, `at` bytes into it, are wanted. */
export interface Field {
  readonly dataAt: number;
  readonly count: number;
  readonly itemSize: number;
  readonly at: number;
  readonly size: number;
}

/** One field of every item, one after another, as if nothing lay between. */
export function fieldSource(source: ByteSource, field: Field): ByteSource {
  const { dataAt, count, itemSize, at, size } = field;
  const itemsPerRead = Math.max(1, Math.floor(chunkBytes / itemSize));
  const { name } = source;
  return {
    name,
    size: count * size,
    ...(source.version !== undefined && { version: source.version }),
    read: async (offset, length) => {
      const end = Math.min(offset + length, count * size);
      const bytes = new Uint8Array(Math.max(0, end - offset));
      const last = Math.ceil(end / size);
      for (let item = Math.floor(offset / size); item < last; item += itemsPerRead) {
        const items = Math.min(itemsPerRead, last - item);
        // Where the items stand among the wanted bytes; the first and the last may be wanted in part.
        const from = item * size - offset;
        const skipped = Math.max(0, -from);
        const to = Math.min(size, bytes.length - (from + (items - 1) * size));
        const span = (items - 1) * itemSize + to - skipped;
        const stored = await source.read(dataAt + item * itemSize + at + skipped, span);
        if (stored.byteLength < span) return bytes.subarray(0, Math.max(0, from));
        for (let i = 0; i < items; i++) {
          const start = i === 0 ? skipped : 0;
          const stop = i === items - 1 ? to : size;
          const place = from + i * size;
          if (size >= worthCopying) {
            bytes.set(stored.subarray(i * itemSize + start - skipped, i * itemSize + stop - skipped), place + start);
          } else {
            for (let byte = start; byte < stop; byte++) bytes[place + byte] = stored[i * itemSize + byte - skipped];
          }
        }
      }
      return bytes;
    },
    ...(source.confirmSize && {
      confirmSize: (interruption) => source.confirmSize?.(interruption) ?? Promise.resolve(),
    }),
    ...(source.forward && { forward: () => fieldSource(source.forward?.() ?? source, field) }),
  };
}
