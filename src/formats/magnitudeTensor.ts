import type { Tensor } from '../engine/index.js';
import { isLittleEndianHost } from './elementType.js';
import { swapBytes } from './swapBytes.js';
import type { ReadOptions, TensorFile } from './tensorFile.js';

/** |z| of a complex tensor, from its real and its imaginary part; in their dtype, float32 or float64. */
export function magnitudeTensor(real: TensorFile, imaginary: TensorFile): TensorFile {
  const combined = async (
    options: ReadOptions | undefined,
    read: (part: TensorFile, options: ReadOptions) => Promise<Tensor>,
  ) => {
    const { onProgress, ...rest } = options ?? {};
    const tensor = await read(real, { ...rest, ...(onProgress && { onProgress }) });
    const done = tensor.values.length * (real.dtype === 'float32' ? 4 : 8);
    const other = await read(imaginary, {
      ...rest,
      ...(onProgress && { onProgress: (bytes) => onProgress(done + bytes) }),
    });
    const { values } = tensor;
    for (let i = 0; i < values.length; i++) values[i] = Math.hypot(values[i], other.values[i]);
    return tensor;
  };
  return {
    ...real,
    dataBytes: real.dataBytes + imaginary.dataBytes,
    read: (options) => combined(options, (part, rest) => part.read(rest)),
    readRows: (start, count, options) => combined(options, (part, rest) => part.readRows(start, count, rest)),
    readBits: async (options) => {
      const { values } = await combined(options, (part, rest) => part.read(rest));
      const bytes = new Uint8Array(values.slice().buffer);
      if (!isLittleEndianHost) swapBytes(bytes, values.BYTES_PER_ELEMENT === 4 ? 4 : 8);
      return bytes;
    },
  };
}
