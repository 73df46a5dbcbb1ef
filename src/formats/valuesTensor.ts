import { elementCount, type Tensor } from '../engine/index.js';
import { checkedRows } from './rows.js';
import type { ReadOptions, TensorFile } from './tensorFile.js';

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
  return {
    name,
    shape,
    dtype,
    dataBytes,
    warnings: [],
    read: (options) => whenRead(options, () => ({ shape, dtype, values: values.slice() })),
    readRows: (start, count, options) =>
      whenRead(options, () => {
        const rows = checkedRows(name, shape, start, count);
        const [, ...rest] = shape;
        const length = elementCount(rest);
        const taken = values.slice(rows.start * length, (rows.start + rows.count) * length);
        return { shape: [rows.count, ...rest], dtype, values: taken };
      }),
    readBits: (options) => whenRead(options, encode),
  };
}
