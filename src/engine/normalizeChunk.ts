import type { Layout } from './layout.js';
import type { Normalizer } from './normalizer.js';
import { normalizeValues, sameType } from './normalizeValues.js';
import type { Values } from './tensor.js';

/**
 * y of some consecutive elements of a tensor, each rounded once as `normalizeValues` does.
 * @param offset flat index of the first of them; with a Linear, the first of a row
 */
export function normalizeChunk(values: Values, offset: number, layout: Layout, normalizer: Normalizer): Values {
  const { inner, groups } = layout;
  const group = Math.floor(offset / inner) % groups;
  const within = offset % inner;
  if (within === 0) return normalizeValues(values, layout, from(normalizer, group));
  const y = sameType(values, values.length);
  const head = Math.min(values.length, inner - within);
  const own = { ...layout, inner: head };
  normalizeValues(values.subarray(0, head), own, from(normalizer, group), y.subarray(0, head));
  const rest = from(normalizer, (group + 1) % groups);
  normalizeValues(values.subarray(head), layout, rest, y.subarray(head));
  return y;
}

/** The same for groups that are counted from `group` on. */
function from(normalizer: Normalizer, group: number): Normalizer {
  if (group === 0) return normalizer;
  const rotated = (values: Float64Array): Float64Array => {
    const target = new Float64Array(values.length);
    target.set(values.subarray(group));
    target.set(values.subarray(0, group), values.length - group);
    return target;
  };
  const { shift, remainder, variance, std, gamma, beta, renorm } = normalizer;
  return {
    ...normalizer,
    shift: rotated(shift),
    remainder: rotated(remainder),
    variance: rotated(variance),
    std: rotated(std),
    gamma: rotated(gamma),
    beta: rotated(beta),
    ...(renorm && { renorm: { ...renorm, r: rotated(renorm.r), d: rotated(renorm.d) } }),
  };
}
