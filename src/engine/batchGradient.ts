import { attributesOf, type Convention } from './convention.js';
import type { Center } from './crossSums.js';
import { add, divide, divideBoth, multiply, multiplyBoth, negate } from './doubleDouble.js';
import { exactSums } from './exactSums.js';
import type { Layout } from './layout.js';
import { sameType } from './normalizeValues.js';
import type { Values } from './tensor.js';

/** factor · (g − mean(g) − (x − mean(x))·slope); the parts that are null are left out. */
export function batchGradient(
  g: Values,
  gMean: Center | null,
  x: Values,
  xMean: Center,
  factor: Float64Array,
  slope: Float64Array | null,
  layout: Layout,
): Values {
  const { groups, inner } = layout;
  const dx = sameType(x, x.length);
  for (let run = 0, start = 0; start < x.length; run++, start += inner) {
    const group = run % groups;
    const end = start + inner;
    const scale = factor[group];
    const shift = gMean ? gMean.shift[group] : 0;
    const rest = gMean ? gMean.remainder[group] : 0;
    if (slope) {
      const xShift = xMean.shift[group];
      const xRest = xMean.remainder[group];
      const tilt = slope[group];
      for (let i = start; i < end; i++) dx[i] = (g[i] - shift - rest - (x[i] - xShift - xRest) * tilt) * scale;
    } else {
      for (let i = start; i < end; i++) dx[i] = (g[i] - shift - rest) * scale;
    }
  }
  return dx;
}

/**
 * The same for small groups by the batch's own statistics, all of it in double-double up to the last rounding.
 * @param through which statistics the gradient flows through
 */
export function smallBatchGradient(
  g: Values,
  x: Values,
  factor: Float64Array,
  convention: Convention,
  through: { readonly mean: boolean; readonly variance: boolean },
  layout: Layout,
): Values {
  const { outer, groups, inner, count } = layout;
  const zero = { hi: 0, lo: 0 };
  const divisor = convention.normalizingVar === 'biased' ? count : count - 1;
  const dx = sameType(x, x.length);
  for (let group = 0; group < groups; group++) {
    const sums = exactSums(g, x, layout, group);
    const gMean = through.mean ? divide(sums.g, count) : zero;
    const xMean = divide(sums.x, count);
    // (N − d)·(variance + eps)
    const spread = add(sums.m2, multiply({ hi: attributesOf(convention).eps, lo: 0 }, divisor));
    const tilt = through.variance ? divideBoth(sums.covariance, spread) : zero;
    for (let row = 0; row < outer; row++) {
      const from = (row * groups + group) * inner;
      for (let i = from; i < from + inner; i++) {
        const slope = add({ hi: g[i], lo: 0 }, negate(gMean));
        const gap = add({ hi: x[i], lo: 0 }, negate(xMean));
        dx[i] = add(slope, negate(multiplyBoth(gap, tilt))).hi * factor[group];
      }
    }
  }
  return dx;
}
