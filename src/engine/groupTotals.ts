import { scaledBlock, sizeOf, type Block } from './block.js';
import { exactStatistics, shiftedSums, type BlockStatistics } from './blockStatistics.js';
import { divide, productError, sumError } from './doubleDouble.js';
import { EngineError } from './engineError.js';
import type { Moments } from './moments.js';
import { largestOrdinary, smallestOrdinary, unitFor, type ScaledMoments } from './unit.js';

/** Blocks of at most this many elements are always summed exactly: it costs little, and small inputs are tests. */
const smallBlock = 64;

/** What is known of some elements of every group, [groups] each: how many, and sums that hold their rounding errors. */
export interface PartialMoments {
  readonly count: Float64Array<ArrayBuffer>;
  readonly sumHi: Float64Array<ArrayBuffer>;
  readonly sumLo: Float64Array<ArrayBuffer>;
  readonly m2: Float64Array<ArrayBuffer>;
  readonly m2Lo: Float64Array<ArrayBuffer>;
  /** Sum of the values that are not finite. */
  readonly special: Float64Array<ArrayBuffer>;
  readonly nonFinite: Uint32Array<ArrayBuffer>;
  readonly firstNonFinite: Float64Array<ArrayBuffer>;
  readonly min: Float64Array<ArrayBuffer>;
  readonly max: Float64Array<ArrayBuffer>;
  /** Groups whose sums are of x · unit, and that unit; ordinary ones are not among them. */
  readonly units: ReadonlyMap<number, number>;
}

/**
 * What is known of every group so far; blocks are folded in one after another. Sums are double-double, so the order
 * of blocks and of parts leaves no trace in the mean; of float64 values, whose sums round inside a block, where blocks
 * end may leave one of a rounding.
 */
export class GroupTotals {
  readonly #count: Float64Array<ArrayBuffer>;
  readonly #sumHi: Float64Array<ArrayBuffer>;
  readonly #sumLo: Float64Array<ArrayBuffer>;
  readonly #m2: Float64Array<ArrayBuffer>;
  readonly #m2Lo: Float64Array<ArrayBuffer>;
  readonly #special: Float64Array<ArrayBuffer>;
  readonly #nonFinite: Uint32Array<ArrayBuffer>;
  readonly #first: Float64Array<ArrayBuffer>;
  readonly #min: Float64Array<ArrayBuffer>;
  readonly #max: Float64Array<ArrayBuffer>;

  readonly #units = new Map<number, number>();

  #nonFiniteOfAll = 0;

  constructor(readonly groups: number) {
    this.#count = new Float64Array(groups);
    this.#sumHi = new Float64Array(groups);
    this.#sumLo = new Float64Array(groups);
    this.#m2 = new Float64Array(groups);
    this.#m2Lo = new Float64Array(groups);
    this.#special = new Float64Array(groups);
    this.#nonFinite = new Uint32Array(groups);
    this.#first = new Float64Array(groups).fill(-1);
    this.#min = new Float64Array(groups).fill(Infinity);
    this.#max = new Float64Array(groups).fill(-Infinity);
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
    const unit = this.#settle(group);
    if (unit !== 1) {
      this.#mergeExactly(group, block, unit);
      return;
    }
    const offset = sum / count;
    const spread = squares - sum * offset;
    const center = shift + offset;
    const reach = Math.max(max - center, center - min);
    const isOutlying = reach * reach * count > outlierRatio(count) * spread;
    if (count <= smallBlock || isOutlying || !(squares < Infinity)) {
      this.#mergeExactly(group, block, 1);
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
    let min = this.#min[group];
    let max = this.#max[group];
    let probe = 0;
    for (let row = 0; row < rows; row++) {
      for (let i = start + row * stride, end = i + length; i < end; i++) {
        const x = values[i];
        probe += x - x;
        if (x < min) min = x;
        if (x > max) max = x;
      }
    }
    this.#min[group] = min;
    this.#max[group] = max;
    if (probe !== 0 && this.#foldNonFinite(group, block, base)) return;
    this.#mergeExactly(group, block, this.#settle(group));
  }

  mergeExtremes(group: number, min: number, max: number): void {
    if (min < this.#min[group]) this.#min[group] = min;
    if (max > this.#max[group]) this.#max[group] = max;
  }

  /** Non-finite values of one group, as another accumulation has them. `mean` is the group's, not finite. */
  mergeNonFinite(group: number, mean: number, count: number, nonFinite: number, first: number): void {
    this.#count[group] += count;
    this.#special[group] += mean;
    this.#nonFinite[group] += nonFinite;
    this.#nonFiniteOfAll += nonFinite;
    if (first >= 0 && (this.#first[group] < 0 || first < this.#first[group])) this.#first[group] = first;
  }

  finish(count: number): Moments {
    const { groups } = this;
    const min = this.#min.slice();
    const max = this.#max.slice();
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
        // Of a group that is not all there yet, as much as makes the variance right.
        const missing = count === this.#count[group] ? 1 : count / this.#count[group];
        m2[group] = Math.max(0, this.#m2[group] + this.#m2Lo[group]) * missing;
      }
    }
    const nonFinite = this.#nonFinite.slice();
    const found = { count, shift, remainder, m2, min, max, nonFinite, firstNonFinite: this.#first.slice() };
    return this.#units.size === 0 ? found : this.#outOfUnits(found);
  }

  /** Moments of which some groups are of x · unit, brought back; they are kept as extremes, too. */
  #outOfUnits(moments: Moments): Moments {
    const { shift, remainder, m2, min, max } = moments;
    const extremes = new Map<number, ScaledMoments>();
    for (const [group, unit] of this.#units) {
      // A constant, or NaN: its mean is its value already.
      if (!(min[group] < max[group]) || moments.nonFinite[group] > 0) continue;
      const scaled = { unit, shift: shift[group], remainder: remainder[group], m2: m2[group] };
      extremes.set(group, scaled);
      shift[group] = scaled.shift / unit;
      remainder[group] = (scaled.shift - shift[group] * unit + scaled.remainder) / unit;
      m2[group] = scaled.m2 / unit / unit;
    }
    return extremes.size === 0 ? moments : { ...moments, extremes };
  }

  /** NaN and infinities of all groups together. */
  get nonFinite(): number {
    return this.#nonFiniteOfAll;
  }

  /** A copy of everything. */
  partial(): PartialMoments {
    return {
      count: this.#count.slice(),
      sumHi: this.#sumHi.slice(),
      sumLo: this.#sumLo.slice(),
      m2: this.#m2.slice(),
      m2Lo: this.#m2Lo.slice(),
      special: this.#special.slice(),
      nonFinite: this.#nonFinite.slice(),
      firstNonFinite: this.#first.slice(),
      min: this.#min.slice(),
      max: this.#max.slice(),
      units: new Map(this.#units),
    };
  }

  /** @throws EngineError where the part has another number of groups. */
  mergePartial(part: PartialMoments): void {
    if (part.count.length !== this.groups) {
      throw new EngineError(`merging statistics: expected ${this.groups} groups, found ${part.count.length}`);
    }
    for (let group = 0; group < this.groups; group++) {
      const whole = part.count[group];
      if (whole === 0) continue;
      this.mergeExtremes(group, part.min[group], part.max[group]);
      const nonFinite = part.nonFinite[group];
      if (nonFinite > 0) this.mergeNonFinite(group, part.special[group], 0, nonFinite, part.firstNonFinite[group]);
      const sum = { hi: part.sumHi[group], lo: part.sumLo[group] };
      const rescale = this.merge(group, { count: whole, sum, m2: part.m2[group] }, part.units.get(group) ?? 1);
      this.#m2Lo[group] += part.m2Lo[group] * rescale * rescale;
    }
  }

  #mergeShifted(group: number, count: number, shift: number, sum: number, m2: number): void {
    const whole = shift * count;
    const total = whole + sum;
    const rest = sumError(whole, sum, total) + productError(shift, count, whole);
    const hi = total + rest;
    this.#mergeSum(group, count, hi, sumError(total, rest, hi), m2);
  }

  /**
   * Folds in sum and spread of a part, whose extremes are folded in already.
   * @param unit that the part's values were multiplied by
   * @returns what else they are multiplied by here
   */
  merge(group: number, { count, sum, m2 }: BlockStatistics, unit: number): number {
    const rescale = this.#settle(group) / unit;
    this.#mergeSum(group, count, sum.hi * rescale, sum.lo * rescale, m2 * rescale * rescale);
    return rescale;
  }

  #mergeExactly(group: number, block: Block, unit: number): void {
    const { count, sum, m2 } = exactStatistics(unit === 1 ? block : scaledBlock(block, unit));
    this.#mergeSum(group, count, sum.hi, sum.lo, m2);
  }

  /**
   * The unit of a group's sums, which are brought into another one where its values have grown. A unit only shrinks then,
   * and what that drops is nothing beside the larger values.
   */
  #settle(group: number): number {
    const high = this.#max[group];
    const low = -this.#min[group];
    const reach = high > low ? high : low;
    if (reach >= smallestOrdinary && reach <= largestOrdinary && this.#units.size === 0) return 1;
    const unit = unitFor(reach);
    const before = this.#units.get(group) ?? 1;
    if (unit === before) return unit;
    const rescale = unit / before;
    this.#sumHi[group] *= rescale;
    this.#sumLo[group] *= rescale;
    this.#m2[group] = this.#m2[group] * rescale * rescale;
    this.#m2Lo[group] = this.#m2Lo[group] * rescale * rescale;
    if (unit === 1) this.#units.delete(group);
    else this.#units.set(group, unit);
    return unit;
  }

  /**
   * Σ(x−mean)² of a union after Chan, Golub, LeVeque 1979. In numbers, not in objects that hold two: it runs once for
   * every few thousand elements.
   */
  #mergeSum(group: number, count: number, hi: number, lo: number, m2: number): void {
    const before = this.#count[group];
    const beforeHi = this.#sumHi[group];
    const beforeLo = this.#sumLo[group];
    let added = m2;
    if (before > 0) {
      const gap = meanGap(hi, lo, count, beforeHi, beforeLo, before);
      added += gap * gap * ((before * count) / (before + count));
    }
    const spread = this.#m2[group] + added;
    this.#m2Lo[group] += sumError(this.#m2[group], added, spread);
    this.#m2[group] = spread;
    const high = beforeHi + hi;
    const low = beforeLo + lo;
    const rest = sumError(beforeHi, hi, high) + low;
    const middle = high + rest;
    const last = sumError(high, rest, middle) + sumError(beforeLo, lo, low);
    const total = middle + last;
    this.#sumHi[group] = total;
    this.#sumLo[group] = sumError(middle, last, total);
    this.#count[group] = before + count;
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

/** a / n − b / m of two sums hi + lo, to about the precision of a float64, however near they are to each other. */
function meanGap(aHi: number, aLo: number, n: number, bHi: number, bLo: number, m: number): number {
  const a = aHi * m;
  const b = bHi * n;
  const rest = productError(aHi, m, a) + aLo * m - (productError(bHi, n, b) + bLo * n);
  const gap = (a - b + rest) / (n * m);
  return gap - gap === 0 ? gap : aHi / n - bHi / m;
}

/**
 * (largest deviation / standard deviation)² above which a few outliers dominate the sums and plain float64 would drop
 * the digits of all the others. Normal data stay far below.
 */
function outlierRatio(count: number): number {
  return Math.min(64 ** 2, Math.max(6 ** 2, count / 16));
}
