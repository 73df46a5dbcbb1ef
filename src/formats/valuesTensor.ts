import { elementCount, type Tensor } from '../engine/index.js';
import { boxOf } from './box.js';
import { checkedRows, type Rows } from './rows.js';
import type { Chunk, ChunkOptions, ReadOptions, TensorFile } from './tensorFile.js';

/** Values of a chunk. */
const chunkLength = 2 ** 19;

/**
 * A tensor file whose values had to be read when it was opened. Every read hands out a copy, so that the caller may
 * give it away.
 */
export function valuesTensor(
  name: string,
  dataBytes: number,
  { shape, dtype, values }: Tensor,
  encode: () => Uint8Array<ArrayBuffer>,
): TensorFile {
  const whenRead = async <T>(options: ReadOptions | undefined, take: () => T): Promise<T> => {
    // A turn of its own: what is thrown rejects the promise.
    await Promise.resolve();
    options?.signal?.throwIfAborted();
    const taken = take();
    options?.onProgress?.(dataBytes);
    return taken;
  };
  const cut = ({ start, count }: Rows): Tensor => {
    const rows = checkedRows(name, shape, start, count);
    const [, ...rest] = shape;
    const length = elementCount(rest);
    const taken = values.subarray(rows.start * length, (rows.start + rows.count) * length);
    return { shape: [rows.count, ...rest], dtype, values: taken };
  };
  return {
    name,
    shape,
    dtype,
    widened: values instanceof Float32Array ? 'float32' : 'float64',
    order: 'C',
    isSeekable: false,
    dataBytes,
    warnings: [],
    read: (options) => whenRead(options, () => ({ shape, dtype, values: values.slice() })),
    readRows: (start, count, options) =>
      whenRead(options, () => {
        const rows = cut({ start, count });
        return { ...rows, values: rows.values.slice() };
      }),
    chunks: (options) => valueChunks(options?.rows ? cut(options.rows).values : values, options),
    readBox: (box, options) =>
      whenRead(options, () => {
        const part = options?.rows ? cut(options.rows) : { shape, values };
        return boxOf(name, part.values, part.shape, box);
      }),
    readBits: (options) => whenRead(options, encode),
  };
}

async function* valueChunks(values: Tensor['values'], options: ChunkOptions = {}): AsyncGenerator<Chunk, void> {
  const { from, to } = options.range ?? { from: 0, to: values.length };
  const type = values instanceof Float32Array ? 'float32' : 'float64';
  const target = options.allocate?.(type, Math.min(chunkLength, to - from));
  for (let offset = from; offset < to; offset += chunkLength) {
    await options.breathe?.();
    options.signal?.throwIfAborted();
    const piece = values.subarray(offset, Math.min(offset + chunkLength, to));
    target?.set(piece);
    yield { values: target ? target.subarray(0, piece.length) : piece, offset };
    options.onProgress?.((offset - from + piece.length) * values.BYTES_PER_ELEMENT);
  }
}
