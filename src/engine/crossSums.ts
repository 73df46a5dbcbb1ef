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
 * Σ g·(x − xCenter) of every group, [groups]; also of some rows, whose sums add up to that of all.
 * @param gMean of each group
 * @param isXMean whether xCenter is the group's own mean of x. Then gMean is taken off g, which changes no sum around it,
 *   but keeps the digits that a large mean of g would cost.
 */
export function crossSums(
  g: Values,
  gMean: Center,
  x: Values,
  xCenter: Center,
  isXMean: boolean,
  layout: Layout,
): Float64Array {
  const { groups, inner } = layout;
  const sums = new Float64Array(groups);
  if (isSmallGroup(layout)) {
    for (let group = 0; group < groups; group++) sums[group] = exactCrossSum(g, isXMean, x, xCenter, layout, group);
    return sums;
  }
  const gShift = isXMean ? gMean.shift : new Float64Array(groups);
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
    kernels.addCrossSums(g, gShift, x, xCenter.shift, slab, block);
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
  const count = x.length / groups;
  return sums.map((sum, group) => {
    const whole = rest[group] - rest[group] === 0 ? sum + rest[group] : sum;
    const missing = ofRemainders(gMean, xCenter, isXMean, count, group);
    return Number.isFinite(missing) ? whole - missing : whole;
  });
}

/**
 * What the sum around the shifts alone has too much: with Σ (g − gShift) = N·gRemainder, and the same of x where its
 * centre is its mean, N·gRemainder·xRemainder; otherwise xRemainder·Σ g.
 */
function ofRemainders(gMean: Center, xCenter: Center, isXMean: boolean, count: number, group: number): number {
  const left = count * xCenter.remainder[group];
  return left * (isXMean ? gMean.remainder[group] : gMean.shift[group] + gMean.remainder[group]);
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
