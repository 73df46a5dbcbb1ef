import { elementCount, type Values } from '../engine/index.js';
import type { Decoding } from './decoding.js';
import { fieldSource } from './fieldSource.js';
import { chunkBytes, startReading, type Reading } from './reading.js';
import type { Rows } from './rows.js';
import type { Stored } from './stored.js';
import { swapBytes } from './swapBytes.js';
import type { Chunk, ChunkOptions } from './tensorFile.js';

/** Elements of a chunk, or fewer at the end. */
export function chunkLength(stored: Stored, decoding: Decoding<Values>): number {
  return chunkBytes / 2 / Math.max(stored.element.size, decoding.size);
}

/** The elements of a tensor, one chunk after another, as they are stored. */
export async function* storedChunks(
  whole: Stored,
  decoding: Decoding<Values>,
  options: ChunkOptions = {},
): AsyncGenerator<Chunk> {
  const stored = options.rows ? rowsOf(whole, options.rows) : whole;
  const { from, to } = options.range ?? { from: 0, to: elementCount(stored.shape) };
  const most = chunkLength(stored, decoding);
  const { multipleOf: unit = 1 } = options;
  const length = Math.min(unit > most ? most : most - (most % unit), Math.max(1, to - from));
  const reader = elementReader(stored, decoding, startReading(stored.source, options), length, options.allocate);
  for (let offset = from; offset < to; offset += length) {
    yield { values: await reader(offset, Math.min(length, to - offset)), offset };
  }
}

/** Some rows of axis 0 as if there were no others. */
export function rowsOf(stored: Stored, { start, count }: Rows): Stored {
  const { source, offset, shape, element, order } = stored;
  const [length, ...others] = shape;
  const cut = { ...stored, shape: [count, ...others] };
  const rest = elementCount(others);
  if (order === 'C' || rest === 1) return { ...cut, offset: offset + start * rest * element.size };
  // In Fortran order axis 0 is the fastest: of every line of it, some elements.
  const { size } = element;
  const field = { dataAt: offset, count: rest, itemSize: length * size, at: start * size, size: count * size };
  return { ...cut, source: fieldSource(source, field), offset: 0 };
}

/**
 * Reads up to `most` elements at a time into memory that every call uses again: what it gave before is gone then.
 * @param allocate where they are put; an array of its own where absent
 */
export function elementReader(
  { offset, element: { size, widened } }: Stored,
  decoding: Decoding<Values>,
  reading: Reading,
  most: number,
  allocate?: ChunkOptions['allocate'],
): (first: number, count: number) => Promise<Values> {
  const target = allocate?.(widened, most) ?? decoding.allocate(most);
  const scratch = decoding.isInPlace ? null : new Uint8Array(most * size);
  const bytes = scratch ?? new Uint8Array(target.buffer, target.byteOffset, most * size);
  return async (first, count) => {
    const piece = bytes.subarray(0, count * size);
    await reading.fill(offset + first * size, piece);
    if (decoding.swaps) swapBytes(piece, size);
    if (scratch) decoding.decode(scratch.buffer, 0, count, target, 0);
    return count === target.length ? target : target.subarray(0, count);
  };
}
