import type { Tensor, Values } from '../engine/index.js';
import { isLittleEndianHost } from './elementType.js';
import { swapBytes } from './swapBytes.js';
import type { Chunk, ChunkOptions, ReadOptions, TensorFile } from './tensorFile.js';

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
    intoMagnitude(tensor.values, other.values);
    return tensor;
  };
  async function* chunks({ onProgress, allocate, ...rest }: ChunkOptions = {}): AsyncGenerator<Chunk, void> {
    const imaginaryChunks = imaginary.chunks(rest);
    try {
      for await (const { values, offset } of real.chunks({
        ...rest,
        ...(allocate && { allocate }),
        // Both parts are as long, and the other one is as far.
        ...(onProgress && { onProgress: (bytes) => onProgress(2 * bytes) }),
      })) {
        const other = await imaginaryChunks.next();
        if (other.done) throw new RangeError(`${real.name}: the imaginary part is shorter than the real one`);
        intoMagnitude(values, other.value.values);
        yield { values, offset };
      }
    } finally {
      await imaginaryChunks.return();
    }
  }
  return {
    ...real,
    chunks,
    readBox: async (box, options) => {
      const { values } = await combined(options, async (part, rest) => ({
        shape: box.count,
        dtype: part.dtype,
        values: await part.readBox(box, { ...rest, ...(options?.rows && { rows: options.rows }) }),
      }));
      return values;
    },
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

function intoMagnitude(real: Values, imaginary: Values): void {
  for (let i = 0; i < real.length; i++) real[i] = Math.hypot(real[i], imaginary[i]);
}
