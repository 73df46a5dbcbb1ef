/** Bytes to tensors, and back: npy, npz, safetensors and JSON. Reads through a ByteSource, so it knows no file system. */
export * from './archive.js';
export { boxOf, type Box } from './box.js';
export { blockSource } from './blockSource.js';
export * from './byteSource.js';
export * from './formatError.js';
export { interruptionOf, type Interruption } from './interruption.js';
export { openArchive } from './openArchive.js';
export * from './openTensor.js';
export { printable, quoted } from './printable.js';
export type { Rows } from './rows.js';
export { droppedAxis, hasRange, narrowed, type Pick } from './slice.js';
export * from './tensorFile.js';
export * from './write/index.js';
