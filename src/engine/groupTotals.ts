import { sizeOf, type Block } from './block.js';
import { exactStatistics, shiftedSums, type BlockStatistics } from './blockStatistics.js';
import { add, divide, negate, twoProduct, twoSum } from './doubleDouble.js';
import type { Moments } from './moments.js';
import type { PartialMoments } from './partialMoments.js';

/** Blocks of at most this many elements are always summed exactly: it costs little, and small inputs are tests. */
const smallBlock = 64;

/**
 * What is known of every group so far; blocks are folded in one after another. Sums are double-double, so the order
 * of blocks and of parts leaves no trace in the mean.
 */
export class GroupTotals {
  readonly #count: Float64Array;
  readonly #sumHi: Float64Array;
  readonly #sumLo: Float64Array;
  readonly #m2: Float64Array;
  readonly #m2Lo: Float64Array;
  readonly #special: Float64Array;
  readonly #nonFinite: Uint32Array;
  readonly #first: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;

  constructor(readonly groups: number) {
    this.#count = new Float64Array(groups);
    this.#sumHi = new Float64Array(groups);
    this.#sumLo = new Float64Array(groups);
    this.#m2 = new Float64Array(groups);
    this.#m2Lo = new Float64Array(groups);
    this.#special = new Float64Array(groups);
    this.#nonFinite = new Uint32Array(groups);
    this.#first = new Float64Array(groups).fill(-1);
    this.min = new Float64Array(groups).fill(Infinity);
    this.max = new Float64Array(groups).fill(-Infinity);
  }

  /**
   * Folds in a block that was summed around `shift`: Σ(x−shift), Σ(x−shift)², smallest and largest value. The block
   * itself is looked at again only where those sums are not good enough.
   * @param base flat index in the tensor of the block's array element 0
   */
  fold(
    group: number,
    block: Block,
    base: number,
    shift: number,
    sum: number,
    squares: number,
    min: number,
    max: number,
  ): void {
    this.mergeExtremes(group, min, max);
    const count = sizeOf(block);
    if (squares - squares !== 0 && this.#foldNonFinite(group, block, base)) return;
    const offset = sum / count;
    const spread = squares - sum * offset;
    const center = shift + offset;
    const reach = Math.max(max - center, center - min);
    const isOutlying = reach * reach * count > outlierRatio(count) * spread;
    if (count <= smallBlock || isOutlying || !(squares < Infinity)) {
      this.merge(group, exactStatistics(block));
    } else if (offset * offset * count > 4 * spread) {
      // The shift lies more than two standard deviations off: cancellation would cost digits.
      const again = shiftedSums(block, center);
      this.#mergeShifted(group, count, center, again.sum, again.squares - (again.sum * again.sum) / count);
    } else {
      this.#mergeShifted(group, count, shift, sum, spread);
    }
  }

  /** Folds in a block of which nothing is known yet. */
  foldExactly(group: number, block: Block, base: number): void {
    const { values, start, rows, stride, length } = block;
    let min = this.min[group];
    let max = this.max[group];
    let probe = 0;
    for (let row = 0; row < rows; row++) {
      for (let i = start + row * stride, end = i + length; i < end; i++) {
        const x = values[i];
        probe += x - x;
        if (x < min) min = x;
        if (x > max) max = x;
      }
    }
    this.min[group] = min;
    this.max[group] = max;
    if (probe !== 0 && this.#foldNonFinite(group, block, base)) return;
    this.merge(group, exactStatistics(block));
  }

  mergeExtremes(group: number, min: number, max: number): void {
    if (min < this.min[group]) this.min[group] = min;
    if (max > this.max[group]) this.max[group] = max;
  }

  /** Non-finite values of one group, as another accumulation has them. `mean` is the group's, not finite. */
  mergeNonFinite(group: number, mean: number, count: number, nonFinite: number, first: number): void {
    this.#count[group] += count;
    this.#special[group] += mean;
    this.#nonFinite[group] += nonFinite;
    if (first >= 0 && (this.#first[group] < 0 || first < this.#first[group])) this.#first[group] = first;
  }

  /** All that is known so far; the arrays are these totals' own. */
  partial(): PartialMoments {
    return {
      count: this.#count,
      sumHi: this.#sumHi,
      sumLo: this.#sumLo,
      m2: this.#m2,
      m2Lo: this.#m2Lo,
      special: this.#special,
      nonFinite: this.#nonFinite,
      firstNonFinite: this.#first,
      min: this.min,
      max: this.max,
    };
  }

  /** Folds in what others know of other elements of the same groups. */
  mergePartial(part: PartialMoments): void {
    for (let group = 0; group < this.groups; group++) {
      const count = part.count[group];
      if (count === 0) continue;
      this.mergeExtremes(group, part.min[group], part.max[group]);
      const special = part.special[group];
      if (part.nonFinite[group] > 0 || special !== 0) {
        this.mergeNonFinite(group, special, count, part.nonFinite[group], part.firstNonFinite[group]);
      } else {
        const sum = { hi: part.sumHi[group], lo: part.sumLo[group] };
        this.merge(group, { count, sum, m2: part.m2[group] + part.m2Lo[group] });
      }
    }
  }

  finish(count: number): Moments {
    const { groups, min, max } = this;
    const shift = new Float64Array(groups);
    const remainder = new Float64Array(groups);
    const m2 = new Float64Array(groups);
    for (let group = 0; group < groups; group++) {
      const special = this.#special[group];
      if (min[group] > max[group]) min[group] = max[group] = NaN;
      if (this.#nonFinite[group] > 0 || special !== 0) {
        shift[group] = special;
        m2[group] = NaN;
      } else if (min[group] === max[group]) {
        shift[group] = min[group];
      } else {
        const mean = divide({ hi: this.#sumHi[group], lo: this.#sumLo[group] }, this.#count[group]);
        shift[group] = mean.hi;
        remainder[group] = mean.lo;
        m2[group] = Math.max(0, this.#m2[group] + this.#m2Lo[group]);
      }
    }
    return { count, shift, remainder, m2, min, max, nonFinite: this.#nonFinite, firstNonFinite: this.#first };
  }

  #mergeShifted(group: number, count: number, shift: number, sum: number, m2: number): void {
    const whole = twoProduct(shift, count);
    const total = twoSum(whole.hi, sum);
    this.merge(group, { count, sum: twoSum(total.hi, total.lo + whole.lo), m2 });
  }

  /** Folds in sum and spread of a part: Σ(x−mean)² of a union after Chan, Golub, LeVeque 1979. */
  merge(group: number, part: BlockStatistics): void {
    const before = this.#count[group];
    const sum = { hi: this.#sumHi[group], lo: this.#sumLo[group] };
    const total = add(sum, part.sum);
    let m2 = part.m2;
    if (before > 0) {
      const gap = add(divide(part.sum, part.count), negate(divide(sum, before)));
      m2 += gap.hi * gap.hi * ((before * part.count) / (before + part.count));
    }
    const spread = twoSum(this.#m2[group], m2);
    this.#m2[group] = spread.hi;
    this.#m2Lo[group] += spread.lo;
    this.#sumHi[group] = total.hi;
    this.#sumLo[group] = total.lo;
    this.#count[group] = before + part.count;
  }

  /** Counts and locates NaN and infinities; false where there are none (a finite sum overflowed). */
  #foldNonFinite(group: number, block: Block, base: number): boolean {
    const { values, start, rows, stride, length } = block;
    let nonFinite = 0;
    let first = -1;
    let mean = 0;
    for (let row = 0; row < rows; row++) {
      for (let i = start + row * stride, end = i + length; i < end; i++) {
        const x = values[i];
        if (x - x === 0) continue;
        nonFinite++;
        mean += x;
        if (first < 0) first = base + i;
      }
    }
    if (nonFinite === 0) return false;
    this.mergeNonFinite(group, mean, sizeOf(block), nonFinite, first);
    return true;
  }
}

/**
 * (largest deviation / standard deviation)² above which a few outliers dominate the sums and plain float64 would drop
 * the digits of all the others. Normal data stay far below.
 */
function outlierRatio(count: number): number {
  return Math.min(64 ** 2, Math.max(6 ** 2, count / 16));
}
