import { elementCount, type Tensor } from '../engine/index.js';
import { memorySource } from './byteSource.js';
import { bitDecoding, valueDecoding, type Decoded, type Decoding } from './decoding.js';
import { readBox } from './readBox.js';
import { readContiguous } from './readContiguous.js';
import { readFortran } from './readFortran.js';
import { allocate, startReading, type Reading } from './reading.js';
import { checkedRows, type Rows } from './rows.js';
import type { Stored } from './stored.js';
import { rowsOf, storedChunks } from './storedChunks.js';
import { interruptionOf } from './interruption.js';
import type { ReadOptions, TensorFile } from './tensorFile.js';

/** A tensor file over stored elements. The caller has checked that the source holds all of them. */
export function storedTensor(stored: Stored, warnings: readonly string[]): TensorFile {
  const { source, shape, element, isBigEndian } = stored;
  const values = valueDecoding(element, isBigEndian);
  const bits = bitDecoding(element, isBigEndian);
  const tensor = async (rows: Rows | undefined, options?: ReadOptions): Promise<Tensor> => ({
    shape: rows ? [rows.count, ...shape.slice(1)] : shape,
    dtype: element.dtype,
    values: await readStored(stored, rows, values, options),
  });
  const checked = (rows: Rows) => checkedRows(source.name, shape, rows.start, rows.count);
  return {
    name: source.name,
    shape,
    dtype: element.dtype,
    widened: element.widened,
    order: isReordered(stored) ? 'Fortran' : 'C',
    isSeekable: source.forward === undefined,
    ...(source.version !== undefined && { version: source.version }),
    dataBytes: elementCount(shape) * element.size,
    warnings,
    read: (options) => tensor(undefined, options),
    readRows: async (start, count, options) => tensor(checkedRows(source.name, shape, start, count), options),
    chunks: (options) => {
      if (options?.rows) checked(options.rows);
      return storedChunks(stored, values, options);
    },
    readBox: async (box, options) =>
      readBox(options?.rows ? rowsOf(stored, checked(options.rows)) : stored, values, box, options),
    readBits: async (options) => new Uint8Array((await readStored(stored, undefined, bits, options)).buffer),
  };
}

async function readStored<T extends Decoded>(
  stored: Stored,
  rows: Rows | undefined,
  decoding: Decoding<T>,
  options?: ReadOptions,
): Promise<T> {
  const { source, shape } = stored;
  const count = elementCount(rows ? [rows.count, ...shape.slice(1)] : shape);
  await source.confirmSize?.(interruptionOf(options));
  const target = allocate(source.name, count * decoding.size, () => decoding.allocate(count));
  if (count === 0) return target;
  const reading = startReading(source, options);
  if (isReordered(stored)) {
    // Reordering reads here and there, which a compressed member cannot; so that is held as a whole.
    const inAnyOrder = source.forward ? await inMemory(stored, reading) : stored;
    const readingHere = source.forward ? startReading(inAnyOrder.source) : reading;
    await readFortran(inAnyOrder, rows ?? { start: 0, count: shape[0] }, decoding, readingHere, target);
  } else {
    const first = rows ? rows.start * elementCount(shape.slice(1)) : 0;
    await readContiguous(stored.offset + first * stored.element.size, stored.element, decoding, reading, target);
  }
  return target;
}

/** With one axis at most that is longer than 1, both orders are the same. */
function isReordered({ order, shape }: Stored): boolean {
  return order === 'Fortran' && shape.filter((size) => size > 1).length > 1;
}

async function inMemory(stored: Stored, reading: Reading): Promise<Stored> {
  const { source, offset, shape, element } = stored;
  const size = elementCount(shape) * element.size;
  const bytes = allocate(source.name, size, () => new Uint8Array(size));
  await reading.fill(offset, bytes);
  return { ...stored, source: memorySource(source.name, bytes), offset: 0 };
}
