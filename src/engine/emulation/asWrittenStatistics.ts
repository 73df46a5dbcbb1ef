import type { Convention } from '../convention.js';
import type { Layout } from '../layout.js';
import type { Values } from '../tensor.js';
import { cascadeSum } from './cascadeSum.js';
import type { AsWritten } from './emulation.js';

/**
 * Mean and variance in float32, with the variance computed as the convention's code does: E[x²] − E[x]², the same
 * clamped at 0, or Σ(x−μ)²/N. Sums are added in PyTorch's order.
 * @param values [outer, groups, inner]
 */
export function asWrittenStatistics(
  values: Values,
  layout: Layout,
  { varianceAsWritten }: Pick<Convention, 'varianceAsWritten'>,
): AsWritten {
  const { fround } = Math;
  const { groups, count } = layout;
  const mean = new Float64Array(groups);
  const variance = new Float64Array(groups);
  const value = (index: number) => fround(values[index]);
  const square = (index: number) => fround(value(index) * value(index));
  for (let group = 0; group < groups; group++) {
    const mu = fround(cascadeSum(value, layout, group) / count);
    mean[group] = mu;
    if (varianceAsWritten === 'two-pass') {
      const deviation = (index: number) => fround(fround(value(index) - mu) ** 2);
      variance[group] = fround(cascadeSum(deviation, layout, group) / count);
    } else {
      const naive = fround(fround(cascadeSum(square, layout, group) / count) - fround(mu * mu));
      variance[group] = varianceAsWritten === 'naive-clamped' ? Math.max(0, naive) : naive;
    }
  }
  return { mean, variance };
}
