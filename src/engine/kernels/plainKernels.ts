import type { Kernels } from './kernels.js';
import { addCrossSums } from './plain/addCrossSums.js';
import { count } from './plain/count.js';
import { gradient } from './plain/gradient.js';
import { scale } from './plain/scale.js';
import { sumRows } from './plain/sumRows.js';
import { sumRun } from './plain/sumRun.js';
import { widenBfloat16, widenFloat16 } from './plain/widen.js';

/** The reference: plain loops, which run anywhere. */
export const plainKernels: Kernels = {
  name: 'plain',
  sumRun,
  sumRows,
  scale,
  addCrossSums,
  gradient,
  count,
  widenFloat16,
  widenBfloat16,
  adopt: () => undefined,
  arena: () => ({
    memory: null,
    float32: (length) => new Float32Array(length),
    float64: (length) => new Float64Array(length),
  }),
};
