import { productError, sumError } from './doubleDouble.js';
import type { Center, GradientFactors } from './kernels/kernels.js';
import type { Moments } from './moments.js';

/** The mean of g, and what tells how far g spreads around it, where that is known. */
export type GradientMean = Center & Partial<Pick<Moments, 'm2' | 'count'>>;

/**
 * In standard deviations of g: rounding numbers that lie so near to 0 costs no more than a bit of what rounding their
 * deviations costs anyway.
 */
const near = 2;

/**
 * How the means are taken off in g − mean(g) − (x − mean(x))·slope: as one number per group where they are near 0 beside
 * the spread of g, which saves two subtractions for each element; otherwise before anything else, since g and x have
 * few digits below a large mean.
 */
export function gradientCenters(
  gMean: GradientMean,
  xMean: Center,
  slope: Float64Array,
): Pick<GradientFactors, 'shifts' | 'rest'> {
  const { m2, count = 0 } = gMean;
  const isNear = m2?.every((squares, group) => {
    const reach = Math.abs(gMean.shift[group]) + Math.abs(xMean.shift[group] * slope[group]);
    return reach * reach * count <= near * near * squares;
  });
  if (isNear === true) return { shifts: null, rest: slope.map((_, group) => gapAt(gMean, xMean, slope, group)) };
  const rest = slope.map((tilt, group) => {
    const ofX = xMean.remainder[group];
    // 0 times an infinite slope would be NaN.
    return ofX === 0 ? gMean.remainder[group] : gMean.remainder[group] - ofX * tilt;
  });
  return { shifts: { g: gMean.shift, x: xMean.shift }, rest };
}

/** mean(g) − mean(x)·slope, rounded once, also where the two are nearly the same. */
function gapAt(gMean: Center, xMean: Center, slope: Float64Array, group: number): number {
  const mean = gMean.shift[group];
  const tilt = slope[group];
  const product = xMean.shift[group] * tilt;
  const gap = mean - product;
  const errors = sumError(mean, -product, gap) - productError(xMean.shift[group], tilt, product);
  return gap + (errors + (gMean.remainder[group] - xMean.remainder[group] * tilt));
}
