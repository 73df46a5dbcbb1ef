/** Bytes to tensors: npy and JSON. Reads through a ByteSource, so it knows no file system. */
export * from './byteSource.js';
export * from './formatError.js';
export * from './openTensor.js';
export { printable, quoted } from './printable.js';
export * from './tensorFile.js';
