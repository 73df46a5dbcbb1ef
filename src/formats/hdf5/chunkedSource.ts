import type { Box } from '../box.js';
import type { ByteSource } from '../byteSource.js';
import { allocate, boxesOfRange, elementCount } from '../readerKit.js';
import type { Dataset } from './dataset.js';
import { walkTree } from './groups.js';
import type { Hdf5File } from './hdf5Bytes.js';
import { ChunkError, unfiltered } from './unfiltered.js';

/** Chunks are read again where the next part of the data needs them again; so many bytes of them are kept. */
const keptBytes = 2 ** 26;

interface StoredChunk {
  readonly address: number;
  readonly size: number;
  readonly skipped: number;
}

/** The items of a chunked data set in C order, as if they lay one after another. */
export function chunkedSource(
  file: Hdf5File,
  name: string,
  { type: { size: itemSize }, shape, filters, fill }: Dataset,
  { address, chunk }: Extract<Dataset['layout'], { readonly kind: 'chunked' }>,
): ByteSource {
  const chunkBytes = itemSize * elementCount(chunk);
  const grid = shape.map((size, axis) => Math.ceil(size / chunk[axis]));
  const numberOf = (index: readonly number[]): number => index.reduce((at, step, axis) => at * grid[axis] + step, 0);
  let chunks: Promise<ReadonlyMap<number, StoredChunk>> | undefined;
  const kept = new Map<number, Uint8Array>();

  /** Where each chunk is. */
  const findChunks = async (): Promise<ReadonlyMap<number, StoredChunk>> => {
    const found = new Map<number, StoredChunk>();
    let total = 0;
    await walkTree(file, address, { kind: 1, keyBytes: 8 + 8 * (shape.length + 1) }, (key, at) => {
      const [size, skipped] = [key.uint32(), key.uint32()];
      const index = shape.map((_, axis) => key.length() / chunk[axis]);
      const isInside = index.every((step, axis) => Number.isInteger(step) && step < grid[axis]);
      if (!isInside || found.has(numberOf(index))) throw key.refuse('a chunk is not where one can be');
      // Every chunk has bytes of its own.
      if ((total += size) > file.source.size) throw key.refuse('its chunks have more bytes than the file');
      found.set(numberOf(index), { address: at, size, skipped });
    });
    return found;
  };

  const filled = (): Uint8Array<ArrayBuffer> => filledWith(fill, chunkBytes);
  const readChunk = async (number: number): Promise<Uint8Array> => {
    const held = kept.get(number);
    if (held) return held;
    const stored = (await (chunks ??= findChunks())).get(number);
    let items: Uint8Array;
    if (stored) {
      const { bytes } = await file.read(stored.address, stored.size);
      items = allocate(name, chunkBytes, () => {
        try {
          return unfiltered(bytes, filters, stored.skipped, { size: chunkBytes, itemSize });
        } catch (error) {
          if (!(error instanceof ChunkError)) throw error;
          throw file.refuse(file.base + stored.address, error.message, undefined, undefined, name);
        }
      });
    } else items = allocate(name, chunkBytes, filled);
    for (const old of kept.keys()) {
      if ((kept.size + 1) * chunkBytes <= keptBytes) break;
      kept.delete(old);
    }
    kept.set(number, items);
    return items;
  };

  /** Puts what a chunk has of a box where it belongs. */
  const copyChunk = (items: Uint8Array, index: readonly number[], box: Box, target: Uint8Array): void => {
    const begin = shape.map((_, axis) => Math.max(box.start[axis], index[axis] * chunk[axis]));
    const count = shape.map(
      (_, axis) => Math.min(box.start[axis] + box.count[axis], (index[axis] + 1) * chunk[axis]) - begin[axis],
    );
    const last = shape.length - 1;
    const run = itemSize * count[last];
    const at = shape.map(() => 0);
    for (let lines = elementCount(count) / count[last]; lines > 0; lines--) {
      let [from, to] = [0, 0];
      for (let axis = 0; axis <= last; axis++) {
        const place = begin[axis] + at[axis];
        from = from * chunk[axis] + place - index[axis] * chunk[axis];
        to = to * box.count[axis] + place - box.start[axis];
      }
      target.set(items.subarray(from * itemSize, from * itemSize + run), to * itemSize);
      for (let axis = last - 1; axis >= 0 && ++at[axis] === count[axis]; axis--) at[axis] = 0;
    }
  };

  const readBox = async (box: Box, target: Uint8Array): Promise<void> => {
    const first = shape.map((_, axis) => Math.floor(box.start[axis] / chunk[axis]));
    const end = shape.map((_, axis) => Math.ceil((box.start[axis] + box.count[axis]) / chunk[axis]));
    const index = [...first];
    for (let done = false; !done;) {
      copyChunk(await readChunk(numberOf(index)), index, box, target);
      let axis = shape.length - 1;
      while (axis >= 0 && ++index[axis] === end[axis]) {
        index[axis] = first[axis];
        axis--;
      }
      done = axis < 0;
    }
  };

  return {
    name,
    size: itemSize * elementCount(shape),
    ...(file.source.version !== undefined && { version: file.source.version }),
    read: async (offset, length) => {
      const end = Math.min(offset + length, itemSize * elementCount(shape));
      if (offset >= end) return new Uint8Array(0);
      const [from, to] = [Math.floor(offset / itemSize), Math.ceil(end / itemSize)];
      const bytes = allocate(name, (to - from) * itemSize, () => new Uint8Array((to - from) * itemSize));
      let at = 0;
      for (const box of boxesOfRange(shape, from, to)) {
        await readBox(box, bytes.subarray(at));
        at += itemSize * elementCount(box.count);
      }
      return bytes.subarray(offset - from * itemSize, end - from * itemSize);
    },
  };
}

/** So many bytes, an item after another. */
export function filledWith(fill: Uint8Array | undefined, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  if (fill?.some((byte) => byte !== 0)) for (let at = 0; at < size; at += fill.length) bytes.set(fill, at);
  return bytes;
}
