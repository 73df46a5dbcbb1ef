import { applyNative } from './emulation/nativeAffine.js';
import { foldedOffset } from './foldedOffset.js';
import { applyLinear } from './linear.js';
import { fastestKernels } from './kernels/index.js';
import type { Kernels, ScaleFactors } from './kernels/kernels.js';
import { slabsOf } from './kernels/slab.js';
import type { Layout } from './layout.js';
import type { Normalizer } from './normalizer.js';
import { standardized } from './standardized.js';
import type { Values } from './tensor.js';

/** x̂ and y of one value of one group; y is NaN where a Linear mixes channels, since one value does not decide it. */
export function normalizeOne(x: number, group: number, normalizer: Normalizer): { normalized: number; y: number } {
  const { gamma, beta, renorm, linear } = normalizer;
  if (normalizer.arithmetic === 'float32') return roundedOne(x, group, normalizer);
  const plain = standardized(x, group, normalizer);
  const normalized = renorm ? plain * renorm.r[group] + renorm.d[group] : plain;
  return { normalized, y: linear ? NaN : gamma[group] * normalized + beta[group] };
}

/** The same in float32: as native code computes, or rounded at each operation. */
function roundedOne(x: number, group: number, normalizer: Normalizer): { normalized: number; y: number } {
  if (normalizer.native) return applyNative(normalizer.native, x, group);
  const { fround } = Math;
  const { shift, std, gamma, beta } = normalizer;
  const normalized = fround(fround(fround(x) - fround(shift[group])) / std[group]);
  return { normalized, y: fround(fround(fround(gamma[group]) * normalized) + fround(beta[group])) };
}

/** What a value is multiplied by once the mean is gone, and what is added then; [groups] each. */
export function scaleAndOffset(normalizer: Normalizer): {
  readonly scale: Float64Array;
  readonly offset: Float64Array;
} {
  const { gamma, beta, std, renorm } = normalizer;
  const r = renorm ? gamma.map((value, group) => value * renorm.r[group]) : gamma;
  const scale = r.map((value, group) => value / std[group]);
  const offset = renorm ? beta.map((value, group) => gamma[group] * renorm.d[group] + value) : beta;
  return { scale, offset };
}

/** How `normalizeValues` works on a part, or where its result goes. */
export interface NormalizeOptions {
  /** Where y goes: same type and, without a Linear, same length as the values; new where absent. */
  readonly into?: Values;
  /** Flat C-order index in the tensor of the first value; with a Linear a multiple of the channels. */
  readonly offset?: number;
  readonly kernels?: Kernels;
}

/**
 * y of a whole tensor, or of a stretch of it. Float32: each the exact value, rounded once. Float64: at most 1e-11 of the
 * channel's largest |y| off; 5 · 2⁻⁵³ of it is the most that was measured.
 * @param values [outer, groups, inner], or consecutive elements of it
 * @returns [outer, groups, inner], or with a Linear [outer · groups / C, out]
 */
export function normalizeValues(
  values: Values,
  layout: Layout,
  normalizer: Normalizer,
  { into, offset = 0, kernels = fastestKernels() }: NormalizeOptions = {},
): Values {
  if (normalizer.linear) return applyLinear(values, layout, normalizer, normalizer.linear);
  const y = into ?? sameType(values, values.length);
  const { groups, inner } = layout;
  if (normalizer.arithmetic === 'float32') {
    for (let i = 0; i < values.length; i++) {
      y[i] = roundedOne(values[i], Math.floor((offset + i) / inner) % groups, normalizer).y;
    }
    return y;
  }
  const factors = scaleFactors(normalizer);
  const alone = aloneIn(normalizer, factors);
  // y may lie where x does.
  const before = alone && values.slice();
  for (const slab of slabsOf(layout, offset, values.length)) kernels.scale(values, y, slab, factors);
  if (!before) return y;
  for (let i = 0; i < before.length; i++) {
    const group = Math.floor((offset + i) / inner) % groups;
    if (alone.has(group)) y[i] = normalizeOne(before[i], group, normalizer).y;
  }
  return y;
}

function scaleFactors(normalizer: Normalizer): ScaleFactors {
  const { shift, remainder } = normalizer;
  const { scale, offset } = scaleAndOffset(normalizer);
  return { shift, scale, offset: foldedOffset(remainder, scale, offset) };
}

/** Groups whose values are taken one by one, since the factors do not do justice to them; null where there is none. */
function aloneIn({ extremes, remainder }: Normalizer, { scale }: ScaleFactors): ReadonlySet<number> | null {
  const alone = new Set(extremes?.keys());
  // A deviation of 0 from the shift would be NaN times the scale, and is not 0.
  for (let group = 0; group < scale.length; group++) {
    if (Math.abs(remainder[group] * scale[group]) === Infinity) alone.add(group);
  }
  return alone.size === 0 ? null : alone;
}

/** A new array of the same type. */
export function sameType(values: Values, length: number): Values {
  return values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}
