import { elementCount, type DType, type Values } from '../../src/engine/index.js';
import type { ChunkOptions, TensorFile } from '../../src/formats/index.js';
import type { Random } from './randomNumbers.js';
import { demand } from './watchedSource.js';

/** Bytes of a stored element. */
const widths: Readonly<Record<DType, number>> = {
  ...{ bool: 1, int8: 1, uint8: 1, float8_e4m3fn: 1, float8_e5m2: 1 },
  ...{ int16: 2, uint16: 2, float16: 2, bfloat16: 2 },
  ...{ int32: 4, uint32: 4, float32: 4, int64: 8, uint64: 8, float64: 8 },
};

/**
 * Reads a tensor whole and as bits, and in two of the other ways; all of them have to agree. `held` bytes are what the
 * file has for it. @throws Misbehaviour, or what the reader throws.
 */
export async function readEveryWay(file: TensorFile, held: number, random: Random): Promise<void> {
  const { values, shape, dtype } = await file.read();
  const count = elementCount(shape);
  const isShape = shape.every((size) => Number.isSafeInteger(size) && size >= 0 && !Object.is(size, -0));
  demand(isShape && shape.length <= 64, () => `shape [${shape.join()}]`);
  demand(dtype === file.dtype && shape.join() === file.shape.join(), () => `${dtype} of shape [${shape.join()}]`);
  demand(values.length === count, () => `${values.length} values for ${count}`);
  demand(values instanceof Float32Array === (file.widened === 'float32'), () => `${dtype} is not ${file.widened}`);
  // One byte becomes a float64 at most; in JSON a number may be one character.
  demand(values.byteLength <= 8 * held, () => `${values.byteLength} bytes of values from ${held}`);

  const bits = await file.readBits();
  demand(bits.byteLength === widths[dtype] * count, () => `${bits.byteLength} bytes of bits for ${count} of ${dtype}`);
  if (dtype === 'float32') demandEqual(new Float32Array(bits.buffer), values, 'bits');
  if (dtype === 'float64') demandEqual(new Float64Array(bits.buffer), values, 'bits');
  for (let way = 0; way < 2; way++) await oneWay(file, values, random);
}

async function oneWay(file: TensorFile, values: Values, random: Random): Promise<void> {
  const { shape } = file;
  const rowLength = elementCount(shape.slice(1));
  const start = random(Math.min(100, (shape[0] ?? 0) + 1));
  const rows = { start, count: random(Math.min(100, (shape[0] ?? 0) - start) + 1) };
  const cut = { shape: [rows.count, ...shape.slice(1)], values: values.subarray(start * rowLength) };
  const part = shape.length > 0 && random(2) === 0 ? cut : { shape, values };
  const length = elementCount(part.shape);
  const options = part === cut ? { rows } : {};
  switch (random(4)) {
    case 0: {
      if (shape.length === 0) return;
      const read = await file.readRows(rows.start, rows.count);
      demand(read.shape.join() === cut.shape.join(), () => `rows of shape [${read.shape.join()}]`);
      demandEqual(read.values, cut.values.subarray(0, rows.count * rowLength), 'rows');
      return;
    }
    case 1: {
      const count = part.shape.map((size) => random(Math.min(20, size) + 1));
      const begin = part.shape.map((size, axis) => random(Math.min(20, size - count[axis]) + 1));
      const box = await file.readBox({ start: begin, count }, options);
      const places = indices(count, 'C').map((index) =>
        placeOf(
          index.map((at, axis) => at + begin[axis]),
          part.shape,
        ),
      );
      demandEqual(
        box,
        places.map((place) => part.values[place]),
        'a box',
      );
      return;
    }
    default: {
      const from = random(length + 1);
      const range = random(2) === 0 ? { from, to: from + random(length - from + 1) } : undefined;
      const chunks = await allChunks(file, { ...options, ...(range && { range }), multipleOf: 1 + random(9) });
      const inOrder = indices(part.shape, file.order).map((index) => part.values[placeOf(index, part.shape)]);
      demandEqual(chunks, inOrder.slice(range?.from, range?.to), `chunks in ${file.order} order`);
    }
  }
}

async function allChunks(file: TensorFile, options: ChunkOptions): Promise<number[]> {
  const found: number[] = [];
  const from = options.range?.from ?? 0;
  for await (const { values, offset } of file.chunks(options)) {
    demand(offset === from + found.length, () => `a chunk at ${offset} after ${found.length} values`);
    for (const value of values) found.push(value);
  }
  return found;
}

/** Every index of a shape, the last axis the fastest in C order, the first one in Fortran order. */
function indices(shape: readonly number[], order: 'C' | 'Fortran'): number[][] {
  const axes = shape.map((_, axis) => axis);
  const fastestLast = order === 'C' ? axes : axes.reverse();
  const index = shape.map(() => 0);
  return Array.from({ length: elementCount(shape) }, () => {
    const now = [...index];
    for (const axis of fastestLast.toReversed()) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
    return now;
  });
}

function placeOf(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((place, at, axis) => place * shape[axis] + at, 0);
}

function demandEqual(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  let isEqual = found.length === expected.length;
  for (let i = 0; isEqual && i < found.length; i++) isEqual = Object.is(found[i], expected[i]);
  demand(isEqual, () => `${what} are not those of the whole`);
}
