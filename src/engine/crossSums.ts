import { add, multiplyBoth, negate, twoSum } from './doubleDouble.js';
import { exactSums, isSmallGroup } from './exactSums.js';
import type { Layout } from './layout.js';
import type { Values } from './tensor.js';

/** Elements summed in plain float64 before they are folded into a total that carries its rounding errors. */
const blockSize = 2048;

/** What is subtracted from each value of a group: hi + lo, [groups] each. */
export interface Center {
  readonly shift: Float64Array;
  readonly remainder: Float64Array;
}

/**
 * Σ (g − gCenter)·(x − xCenter) of every group, [groups].
 * @param gCenter the group's own mean of g, or null for 0. Taking it off changes no sum around the mean of x, but
 *   keeps the digits that a large mean of g would cost.
 */
export function crossSums(g: Values, gCenter: Center | null, x: Values, xCenter: Center, layout: Layout): Float64Array {
  const { groups, inner } = layout;
  const sums = new Float64Array(groups);
  if (isSmallGroup(layout)) {
    for (let group = 0; group < groups; group++)
      sums[group] = exactCrossSum(g, gCenter !== null, x, xCenter, layout, group);
    return sums;
  }
  const zeros = new Float64Array(groups);
  const center = gCenter ?? { shift: zeros, remainder: zeros };
  const rest = new Float64Array(groups);
  const block = new Float64Array(groups);
  const fold = (group: number, sum: number): void => {
    const total = twoSum(sums[group], sum);
    sums[group] = total.hi;
    rest[group] += total.lo;
  };
  const foldAll = (): void => {
    for (let group = 0; group < groups; group++) fold(group, block[group]);
    block.fill(0);
  };
  const rowSize = groups * inner;
  const rowsPerBlock = Math.max(1, Math.floor(blockSize / inner));
  for (let row = 0, start = 0; start < x.length; row++, start += rowSize) {
    if (inner === 1) {
      addRow(g, center, x, xCenter, start, block);
    } else {
      for (let group = 0, from = start; group < groups; group++, from += inner) {
        for (let at = from; at < from + inner; at += blockSize) {
          const sum = runCrossSum(g, center, x, xCenter, group, at, Math.min(from + inner, at + blockSize));
          if (inner >= blockSize) fold(group, sum);
          else block[group] += sum;
        }
      }
    }
    if (row % rowsPerBlock === rowsPerBlock - 1) foldAll();
  }
  foldAll();
  return sums.map((sum, group) => (rest[group] - rest[group] === 0 ? sum + rest[group] : sum));
}

function runCrossSum(
  g: Values,
  gCenter: Center,
  x: Values,
  xCenter: Center,
  group: number,
  start: number,
  end: number,
): number {
  const gShift = gCenter.shift[group];
  const gRest = gCenter.remainder[group];
  const xShift = xCenter.shift[group];
  const xRest = xCenter.remainder[group];
  let even = 0;
  let odd = 0;
  let i = start;
  for (; i + 1 < end; i += 2) {
    even += (g[i] - gShift - gRest) * (x[i] - xShift - xRest);
    odd += (g[i + 1] - gShift - gRest) * (x[i + 1] - xShift - xRest);
  }
  if (i < end) even += (g[i] - gShift - gRest) * (x[i] - xShift - xRest);
  return even + odd;
}

function addRow(g: Values, gCenter: Center, x: Values, xCenter: Center, start: number, sums: Float64Array): void {
  for (let group = 0, i = start; group < sums.length; group++, i++) {
    sums[group] +=
      (g[i] - gCenter.shift[group] - gCenter.remainder[group]) *
      (x[i] - xCenter.shift[group] - xCenter.remainder[group]);
  }
}

/** The same from sums that hold every digit, so that what cancels to 0 is 0. */
function exactCrossSum(
  g: Values,
  isCentered: boolean,
  x: Values,
  xCenter: Center,
  layout: Layout,
  group: number,
): number {
  const sums = exactSums(g, x, layout, group);
  if (isCentered) return sums.covariance.hi;
  const center = { hi: xCenter.shift[group], lo: xCenter.remainder[group] };
  return add(sums.gx, negate(multiplyBoth(sums.g, center))).hi;
}
