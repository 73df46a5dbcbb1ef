/** BatchNorm itself: tensors, moments, forward, backward, conventions. Knows no file, no editor, no thread. */
export * from './convention.js';
export * from './layer.js';
export * from './layout.js';
export * from './moments.js';
export * from './tensor.js';
