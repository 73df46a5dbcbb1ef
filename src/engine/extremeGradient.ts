import { batchGradient, smallBatchGradient, type Through } from './batchGradient.js';
import { crossSums } from './crossSums.js';
import { multiply } from './doubleDouble.js';
import { isSmallGroup } from './exactSums.js';
import type { Center } from './kernels/kernels.js';
import type { Layout } from './layout.js';
import type { Moments } from './moments.js';
import type { Normalizer } from './normalizer.js';
import type { Values } from './tensor.js';

/** The gradient of one group, and the sums that dγ and dβ are made of. */
export interface GroupGradient {
  readonly group: number;
  readonly dx: Values;
  /** Σ g·x̂, without batch renormalization. */
  readonly dot: number;
  /** Σ g */
  readonly sum: number;
}

/** Groups whose values or upstream gradient are so large or so small that products of them leave float64's range. */
export function extremeGroups({ extremes }: Normalizer, gMoments: Moments): readonly number[] {
  return [...new Set([...(extremes?.keys() ?? []), ...(gMoments.extremes?.keys() ?? [])])];
}

/**
 * The gradient of such a group, computed on values that are multiplied by powers of two, and brought back at the end.
 * @param g [outer, groups, inner], as x
 * @param path which of the batch's statistics the gradient flows through; null where they are constants
 * @param divisor what the normalizing variance is divided by
 */
export function extremeGradient(
  g: Values,
  gMoments: Moments,
  x: Values,
  normalizer: Normalizer,
  path: Through | null,
  divisor: number,
  eps: number,
  layout: Layout,
  group: number,
): GroupGradient {
  const ofX = normalizer.extremes?.get(group);
  const ofG = gMoments.extremes?.get(group);
  const [unit, gUnit] = [ofX?.unit ?? 1, ofG?.unit ?? 1];
  const one: Layout = { ...layout, groups: 1, channels: 1, groupsPerChannelStep: 1 };
  const [xs, gs] = [gathered(x, layout, group, unit), gathered(g, layout, group, gUnit)];
  const std = ofX?.std ?? normalizer.std[group];
  const xCenter = centerOf(ofX ?? at(normalizer, group));
  const gCenter = centerOf(ofG ?? at(gMoments, group));
  const cross = crossSums(gs, gCenter, xs, xCenter, path !== null, one)[0];
  const factor = Float64Array.of(((normalizer.renorm?.r[group] ?? 1) * normalizer.gamma[group]) / std);
  const slope = path?.variance ? Float64Array.of(cross / divisor / (std * std)) : null;
  const isExact = path && isSmallGroup(layout) && normalizer.arithmetic === 'exact';
  const dx = isExact
    ? smallBatchGradient(gs, xs, factor, divisor, eps * unit * unit, path, one)
    : batchGradient(gs, path?.mean ? gCenter : null, xs, xCenter, factor, slope, one);
  const back = unit / gUnit;
  return {
    group,
    dx: dx.map((value) => value * back),
    dot: cross / std / gUnit,
    sum: multiply({ hi: gCenter.shift[0], lo: gCenter.remainder[0] }, layout.count).hi / gUnit,
  };
}

/** Puts the values of one group, [outer, inner], where they belong in [outer, groups, inner]. */
export function scatter(ofGroup: Values, into: Values, { outer, groups, inner }: Layout, group: number): void {
  for (let row = 0; row < outer; row++) {
    into.set(ofGroup.subarray(row * inner, (row + 1) * inner), (row * groups + group) * inner);
  }
}

function gathered(values: Values, { outer, groups, inner }: Layout, group: number, unit: number): Float64Array {
  const found = new Float64Array(outer * inner);
  for (let row = 0; row < outer; row++) {
    const from = (row * groups + group) * inner;
    for (let i = 0; i < inner; i++) found[row * inner + i] = values[from + i] * unit;
  }
  return found;
}

function at({ shift, remainder }: Center, group: number): { readonly shift: number; readonly remainder: number } {
  return { shift: shift[group], remainder: remainder[group] };
}

function centerOf({ shift, remainder }: { readonly shift: number; readonly remainder: number }): Center {
  return { shift: Float64Array.of(shift), remainder: Float64Array.of(remainder) };
}
