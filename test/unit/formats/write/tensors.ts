import type { WrittenTensor } from '../../../../src/formats/index.js';

/** One of each dtype and rank, with the values that are easily lost. */
export const writtenExamples: Readonly<Record<string, WrittenTensor>> = {
  running_mean: { shape: [4], dtype: 'float32', values: Float32Array.of(0.1, -0, NaN, Infinity) },
  'bn2.running_var': { shape: [2, 3], dtype: 'float64', values: Float64Array.of(1, 5e-324, 1e308, -0, 0.1, Math.PI) },
  num_batches_tracked: { shape: [], dtype: 'int64', values: [2 ** 53 - 1] },
  'weight µ': { shape: [2, 1, 3], dtype: 'float32', values: [1, 2, 3, 4, 5, -6.25] },
  empty: { shape: [0, 3], dtype: 'float32', values: [] },
};
