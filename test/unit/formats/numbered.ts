import { memorySource, type ByteSource } from '../../../src/formats/index.js';
import { npyFile, npyHeader } from './npyFile.js';

export const headerBytes = 128;

/** A float32 `.npy` whose element at index (i, j, …) is its flat C-order index, and what is read of it. */
export function numbered(shape: readonly number[], order: 'C' | 'Fortran') {
  const count = shape.reduce((product, size) => product * size, 1);
  const header = npyHeader("'<f4'", `(${shape.join()},)`, order === 'C' ? 'False' : 'True');
  const bytes = npyFile(header, { dataBytes: 4 * count });
  const values = new Float32Array(bytes.buffer.slice(headerBytes));
  if (order === 'C') values.forEach((_, i) => (values[i] = i));
  else {
    const index = shape.map(() => 0);
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
    for (let at = 0; at < count; at++) {
      values[at] = index.reduce((sum, position, axis) => sum + position * strides[axis], 0);
      for (let axis = 0; axis < shape.length && ++index[axis] === shape[axis]; axis++) index[axis] = 0;
    }
  }
  bytes.set(new Uint8Array(values.buffer), headerBytes);
  const reads: { offset: number; length: number }[] = [];
  const memory = memorySource('acts.npy', bytes);
  const source: ByteSource = {
    ...memory,
    read: (offset, length) => {
      reads.push({ offset, length });
      return memory.read(offset, length);
    },
  };
  return { source, reads, count };
}
