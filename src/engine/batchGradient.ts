import { add, divide, divideBoth, multiply, multiplyBoth, negate } from './doubleDouble.js';
import { exactSums } from './exactSums.js';
import { foldedOffset } from './foldedOffset.js';
import { gradientCenters, type GradientMean } from './gradientCenters.js';
import { fastestKernels } from './kernels/index.js';
import type { Center } from './kernels/kernels.js';
import { slabsOf } from './kernels/slab.js';
import type { Layout } from './layout.js';
import { sameType } from './normalizeValues.js';
import type { Values } from './tensor.js';

/** Which of the batch's statistics the gradient flows through; the others are constants to it. */
export interface Through {
  readonly mean: boolean;
  readonly variance: boolean;
}

/** factor · (g − mean(g) − (x − mean(x))·slope); the parts that are null are left out. */
export function batchGradient(
  g: Values,
  gMean: GradientMean | null,
  x: Values,
  xMean: Center,
  factor: Float64Array,
  slope: Float64Array | null,
  layout: Layout,
  into?: Values,
): Values {
  const dx = into ?? sameType(x, x.length);
  const zeros = new Float64Array(layout.groups);
  const mean = gMean ?? { shift: zeros, remainder: zeros };
  const kernels = fastestKernels();
  const slabs = slabsOf(layout, 0, x.length);
  if (slope) {
    const factors = { ...gradientCenters(mean, xMean, slope), slope, scale: factor };
    for (const slab of slabs) kernels.gradient(g, x, dx, slab, factors);
    return dx;
  }
  // Adding −0 changes nothing, not even the sign of a zero.
  const offset = foldedOffset(mean.remainder, factor, zeros.fill(-0));
  for (const slab of slabs) kernels.scale(g, dx, slab, { shift: mean.shift, scale: factor, offset });
  return dx;
}

/**
 * The same for small groups by the batch's own statistics, all of it in double-double up to the last rounding.
 * @param divisor what the normalizing variance is divided by
 */
export function smallBatchGradient(
  g: Values,
  x: Values,
  factor: Float64Array,
  divisor: number,
  eps: number,
  through: Through,
  layout: Layout,
): Values {
  const { outer, groups, inner, count } = layout;
  const zero = { hi: 0, lo: 0 };
  const dx = sameType(x, x.length);
  for (let group = 0; group < groups; group++) {
    const sums = exactSums(g, x, layout, group);
    const gMean = through.mean ? divide(sums.g, count) : zero;
    const xMean = divide(sums.x, count);
    // (N − d)·(variance + eps)
    const spread = add(sums.m2, multiply({ hi: eps, lo: 0 }, divisor));
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
