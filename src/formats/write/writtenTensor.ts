import { elementCount } from '../../engine/index.js';

/** A tensor that is to be written, C order. `int64` holds whole numbers up to 2^53. */
export interface WrittenTensor {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'float64' | 'int64';
  readonly values: ArrayLike<number>;
}

/** What a format says of each dtype, and the bytes of an element. */
export const writtenTypes = {
  float32: { descr: '<f4', safetensors: 'F32', size: 4 },
  float64: { descr: '<f8', safetensors: 'F64', size: 8 },
  int64: { descr: '<i8', safetensors: 'I64', size: 8 },
} as const;

/**
 * The elements as little-endian bytes, float32 rounded to nearest.
 * @throws RangeError where the values are not as many as the shape says, or int64 is given something else than a whole number
 */
export function dataOf({ shape, dtype, values }: WrittenTensor): Uint8Array<ArrayBuffer> {
  if (elementCount(shape) !== values.length) {
    throw new RangeError(
      `a tensor of shape [${shape.join(', ')}]: expected ${elementCount(shape)} values, found ${values.length}`,
    );
  }
  const { size } = writtenTypes[dtype];
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) {
    if (dtype === 'float32') view.setFloat32(i * size, values[i], true);
    else if (dtype === 'float64') view.setFloat64(i * size, values[i], true);
    else view.setBigInt64(i * size, BigInt(values[i]), true);
  }
  return bytes;
}

/** Several pieces, one behind another. */
export function concatenated(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
