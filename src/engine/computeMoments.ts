import type { Kernels } from './kernels/kernels.js';
import type { Layout } from './layout.js';
import type { Moments } from './moments.js';
import { MomentsAccumulator } from './momentsAccumulator.js';
import type { Values } from './tensor.js';

/**
 * Mean, variance, extremes and non-finite values of every group of a tensor in C order, in one read of memory.
 * @param values [outer, groups, inner]
 */
export function computeMoments(values: Values, layout: Layout, kernels?: Kernels): Moments {
  const accumulator = new MomentsAccumulator(layout, kernels);
  accumulator.add(values, 0);
  return accumulator.finish();
}
