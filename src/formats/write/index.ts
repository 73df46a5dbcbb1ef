/** Tensors to the bytes of a file. */
export { npyBytes } from './npyBytes.js';
export { npzBytes } from './npzBytes.js';
export { safetensorsBytes } from './safetensorsBytes.js';
export type { WrittenTensor } from './writtenTensor.js';
