import { add, divide, multiply, multiplyBoth, negate, twoProduct, type DoubleDouble } from './doubleDouble.js';
import type { Layout } from './layout.js';
import type { Values } from './tensor.js';

/**
 * Whether groups are so small that sums and gradients are worth double-double arithmetic: with few elements, a
 * gradient can cancel to a billionth of its terms.
 */
export function isSmallGroup({ count }: Pick<Layout, 'count'>): boolean {
  return count <= 64;
}

/** Sums over one group of g and x. */
export interface ExactSums {
  readonly g: DoubleDouble;
  readonly x: DoubleDouble;
  readonly gx: DoubleDouble;
  /** Σ(g − ḡ)(x − x̄) */
  readonly covariance: DoubleDouble;
  /** Σ(x − x̄)² */
  readonly m2: DoubleDouble;
}

/**
 * @param g [outer, groups, inner]
 * @param x [outer, groups, inner]
 */
export function exactSums(g: Values, x: Values, layout: Layout, group: number): ExactSums {
  const { outer, groups, inner, count } = layout;
  let gx: DoubleDouble = { hi: 0, lo: 0 };
  let xx: DoubleDouble = { hi: 0, lo: 0 };
  let gSum: DoubleDouble = { hi: 0, lo: 0 };
  let xSum: DoubleDouble = { hi: 0, lo: 0 };
  for (let row = 0; row < outer; row++) {
    const from = (row * groups + group) * inner;
    for (let i = from; i < from + inner; i++) {
      gx = add(gx, twoProduct(g[i], x[i]));
      xx = add(xx, twoProduct(x[i], x[i]));
      gSum = add(gSum, { hi: g[i], lo: 0 });
      xSum = add(xSum, { hi: x[i], lo: 0 });
    }
  }
  const minus = (whole: DoubleDouble, part: DoubleDouble) => divide(add(multiply(whole, count), negate(part)), count);
  return {
    g: gSum,
    x: xSum,
    gx,
    covariance: minus(gx, multiplyBoth(gSum, xSum)),
    m2: minus(xx, multiplyBoth(xSum, xSum)),
  };
}
