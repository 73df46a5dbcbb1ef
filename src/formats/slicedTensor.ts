import { elementCount, type Values } from '../engine/index.js';
import type { Box } from './box.js';
import { allocate } from './reading.js';
import { checkedRows, type Rows } from './rows.js';
import { parseSlice, type AxisSlice } from './slice.js';
import { sliceBits } from './sliceBits.js';
import { interruptionOf } from './interruption.js';
import type { BoxOptions, Chunk, ChunkOptions, TensorFile } from './tensorFile.js';

/** Values of a chunk that is put together from several places. */
const chunkLength = 2 ** 19;

/**
 * Part of a tensor file as a tensor file of its own, which reads little more of the whole than it must.
 * @param text as `parseSlice` has it
 * @throws FormatError for a slice that the tensor does not have
 */
export function slicedTensor(file: TensorFile, text: string): TensorFile {
  return viewOf(file, parseSlice(text, file.shape, file.name), `${file.name} [${text}]`);
}

function viewOf(file: TensorFile, slices: readonly AxisSlice[], name: string): TensorFile {
  const shape = slices.flatMap(({ count, isDropped }) => (isDropped ? [] : [count]));
  const size = elementCount(shape);
  const isLine = shape.filter((length) => length > 1).length < 2;
  // Rows of what is in Fortran order are rows of the file.
  const isReordered = file.order === 'Fortran' && !isLine;
  const hasRows = slices.length > 0 && !slices[0].isDropped && slices[0].count === file.shape[0];
  const first = isReordered && !hasRows ? null : firstOfRun(file, slices);
  const read = (box: Box, options?: BoxOptions): Promise<Values> => file.readBox(boxInFile(slices, box), options);
  const cut = ({ start, count }: Rows): TensorFile => {
    checkedRows(name, shape, start, count);
    return viewOf(file, withRows(slices, start, count), name);
  };
  const whole = { start: shape.map(() => 0), count: shape };
  return {
    name,
    shape,
    dtype: file.dtype,
    widened: file.widened,
    // What is put together comes in C order whatever the file's is.
    order: isReordered && first !== null ? 'Fortran' : 'C',
    isSeekable: file.isSeekable,
    ...(file.version !== undefined && { version: file.version }),
    dataBytes: (file.dataBytes / Math.max(1, elementCount(file.shape))) * size,
    warnings: file.warnings,
    read: async (options) => ({ shape, dtype: file.dtype, values: await read(whole, options) }),
    readRows: async (start, count, options) => cut({ start, count }).read(options),
    chunks: ({ rows, ...options } = {}) => {
      if (rows && isReordered && first !== null) {
        const { start, count } = checkedRows(name, shape, rows.start, rows.count);
        const share = count / shape[0];
        return runOf(file, first * share, size * share, { ...options, rows: { start, count } });
      }
      if (rows) return cut(rows).chunks(options);
      return first === null ? piecesOf(name, file.widened, shape, read, options) : runOf(file, first, size, options);
    },
    readBox: ({ start, count }, { rows, ...options } = {}) =>
      rows ? cut(rows).readBox({ start, count }, options) : read({ start, count }, options),
    readBits: async (options) => sliceBits(name, await file.readBits(options), file.shape, boxInFile(slices, whole)),
  };
}

/** A box of what is kept, as a box of the file. */
function boxInFile(slices: readonly AxisSlice[], { start, count }: Box): Box {
  let kept = 0;
  const axes = slices.map((slice) => {
    if (slice.isDropped) return { start: slice.start, count: 1 };
    const axis = kept++;
    return { start: slice.start + start[axis], count: count[axis] };
  });
  return { start: axes.map((axis) => axis.start), count: axes.map((axis) => axis.count) };
}

function withRows(slices: readonly AxisSlice[], start: number, count: number): readonly AxisSlice[] {
  const axis = slices.findIndex(({ isDropped }) => !isDropped);
  return slices.with(axis, { ...slices[axis], start: slices[axis].start + start, count });
}

/** Place of the first element in the file, where all of the slice lies there one after another; null where it does not. */
function firstOfRun({ shape, order }: TensorFile, slices: readonly AxisSlice[]): number | null {
  const outwards = shape.map((_, axis) => axis);
  if (order === 'C') outwards.reverse();
  let stride = 1;
  let first = 0;
  let isCut = false;
  for (const axis of outwards) {
    const { start, count } = slices[axis];
    if (isCut && count > 1) return null;
    isCut ||= count < shape[axis];
    first += start * stride;
    stride *= shape[axis];
  }
  return first;
}

async function* runOf(
  file: TensorFile,
  first: number,
  size: number,
  { range = { from: 0, to: size }, ...options }: ChunkOptions,
): AsyncGenerator<Chunk, void> {
  const inFile = { from: first + range.from, to: first + range.to };
  for await (const { values, offset } of file.chunks({ ...options, range: inFile })) {
    yield { values, offset: offset - first };
  }
}

async function* piecesOf(
  name: string,
  widened: TensorFile['widened'],
  shape: readonly number[],
  read: (box: Box, options?: BoxOptions) => Promise<Values>,
  options: ChunkOptions,
): AsyncGenerator<Chunk, void> {
  const { range = { from: 0, to: elementCount(shape) }, multipleOf = 1, onProgress } = options;
  const { from, to } = range;
  const most = Math.max(multipleOf <= chunkLength ? chunkLength - (chunkLength % multipleOf) : chunkLength, 1);
  const length = Math.min(most, Math.max(0, to - from));
  const make = () => (widened === 'float32' ? new Float32Array(length) : new Float64Array(length));
  const target = options.allocate?.(widened, length) ?? allocate(name, length * 8, make);
  let before = 0;
  for (let offset = from; offset < to; offset += most) {
    let at = 0;
    let bytes = 0;
    for (const box of boxesOfRange(shape, offset, Math.min(offset + most, to))) {
      const done = before + bytes;
      let own = 0;
      const values = await read(box, {
        ...interruptionOf(options),
        onProgress: (count) => onProgress?.(done + (own = count)),
      });
      bytes += own;
      target.set(values, at);
      at += values.length;
    }
    before += bytes;
    yield { values: at === target.length ? target : target.subarray(0, at), offset };
  }
}

/** The elements `from` to `to` in C order, as boxes in this order. */
export function* boxesOfRange(shape: readonly number[], from: number, to: number): Generator<Box> {
  if (from >= to) return;
  if (shape.length === 0) {
    yield { start: [], count: [] };
    return;
  }
  const inner = shape.slice(1);
  const row = elementCount(inner);
  const within = function* (index: number, begin: number, end: number): Generator<Box> {
    for (const { start, count } of boxesOfRange(inner, begin, end))
      yield { start: [index, ...start], count: [1, ...count] };
  };
  let index = Math.floor(from / row);
  if (from % row > 0) {
    yield* within(index, from % row, Math.min(row, to - index * row));
    index += 1;
  }
  const rows = Math.floor(to / row) - index;
  if (rows > 0) yield { start: [index, ...inner.map(() => 0)], count: [rows, ...inner] };
  const last = index + Math.max(0, rows);
  if (last * row < to) yield* within(last, 0, to - last * row);
}
