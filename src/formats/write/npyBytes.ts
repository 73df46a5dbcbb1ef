import { concatenated, dataOf, writtenTypes, type WrittenTensor } from './writtenTensor.js';

const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0);
/** NumPy pads its header so that the data begins at a multiple of this. */
const alignment = 64;

/**
 * A `.npy` file, format 1.0 as `np.save` writes it: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * @throws RangeError as `dataOf`
 */
export function npyBytes(tensor: WrittenTensor): Uint8Array<ArrayBuffer> {
  const { shape, dtype } = tensor;
  // A tuple of one needs its comma.
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const dict = `{'descr': '${writtenTypes[dtype].descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const before = magic.length + 2;
  const size = Math.ceil((before + dict.length + 1) / alignment) * alignment - before;
  const length = Uint8Array.of(size & 0xff, size >> 8);
  const header = new TextEncoder().encode(`${dict.padEnd(size - 1)}\n`);
  return concatenated([magic, length, header, dataOf(tensor)]);
}
