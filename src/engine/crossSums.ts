import { add, multiplyBoth, negate, twoSum } from './doubleDouble.js';
import { exactSums, isSmallGroup } from './exactSums.js';
import { fastestKernels } from './kernels/index.js';
import type { Center } from './kernels/kernels.js';
import type { Layout } from './layout.js';
import type { Values } from './tensor.js';

/** Elements summed in plain float64 before they are folded into a total that carries its rounding errors. */
const blockSize = 4096;
/** A longer run is folded in pieces. Within a run kernels keep several sums, which makes up for its length. */
const longestRun = 16_384;

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
  const kernels = fastestKernels();
  const rowSize = groups * inner;
  const add = (start: number, rows: number, group: number, count: number, length: number): void => {
    const slab = { start, rows, stride: rowSize, group, groups: count, length };
    kernels.addCrossSums(g, center, x, xCenter, slab, block);
  };
  if (inner > longestRun) {
    for (let start = 0, run = 0; start < x.length; start += inner, run++) {
      const group = run % groups;
      for (let at = start; at < start + inner; at += longestRun) {
        add(at, 1, group, 1, Math.min(start + inner - at, longestRun));
        fold(group, block[group]);
        block[group] = 0;
      }
    }
  } else {
    const rowsPerBlock = Math.max(1, Math.floor(blockSize / inner));
    for (let start = 0; start < x.length; start += rowsPerBlock * rowSize) {
      add(start, Math.min(rowsPerBlock, (x.length - start) / rowSize), 0, groups, inner);
      foldAll();
    }
  }
  return sums.map((sum, group) => (rest[group] - rest[group] === 0 ? sum + rest[group] : sum));
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
