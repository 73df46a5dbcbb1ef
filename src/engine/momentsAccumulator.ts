import type { Block } from './block.js';
import { GroupTotals, type PartialMoments } from './groupTotals.js';
import { fastestKernels } from './kernels/index.js';
import { MAX, MIN, newRowSums, SQUARES, SUM, type Kernels, type RowSums } from './kernels/kernels.js';
import type { Layout } from './layout.js';
import type { Moments } from './moments.js';
import type { Values } from './tensor.js';

/** A run of one group this long is summed on its own; shorter ones together with those of the following rows. */
const longRun = 256;
/** Elements summed in plain float64 before they are folded into the totals. */
const blockSize = 4096;
/** Elements that a slab of rows may have, so that a second look finds them in the cache. */
const slabSize = 2 ** 19;

/**
 * Moments of a tensor that arrives in pieces. Pieces are in C order and may end anywhere, but whole rows (one index
 * of the outer axis, groups · inner elements) are the fastest. Every piece is read once.
 */
export class MomentsAccumulator {
  readonly #layout: Layout;
  readonly #totals: GroupTotals;
  readonly #run = new Float64Array(4);
  readonly #kernels: Kernels;
  #rowSums: RowSums | null = null;

  constructor(layout: Layout, kernels: Kernels = fastestKernels()) {
    this.#layout = layout;
    this.#kernels = kernels;
    this.#totals = new GroupTotals(layout.groups);
  }

  /** Adds `values`, whose first element has the flat C-order index `offset` in the tensor. */
  add(values: Values, offset: number): void {
    const { groups, inner } = this.#layout;
    const base = offset;
    if (inner >= longRun) {
      this.#addRuns(values, base, 0, values.length);
      return;
    }
    const rowSize = groups * inner;
    const head = Math.min(values.length, (rowSize - (offset % rowSize)) % rowSize);
    const rows = Math.floor((values.length - head) / rowSize);
    this.#addRuns(values, base, 0, head);
    this.#addRows(values, base, head, rows);
    this.#addRuns(values, base, head + rows * rowSize, values.length);
  }

  /**
   * The moments of all that was added; more may be added afterwards. Before all is there, a group has mean and variance
   * of what it has so far (NaN where it has nothing).
   */
  finish(): Moments {
    return this.#totals.finish(this.#layout.count);
  }

  /** How many of the values that were added are NaN or infinite. */
  get nonFinite(): number {
    return this.#totals.nonFinite;
  }

  /** What was added, to be merged into the accumulator of another thread: a copy, all of it transferable. */
  partial(): PartialMoments {
    return this.#totals.partial();
  }

  /** Adds what another accumulator has of other parts of the same tensor; the order leaves no trace in the mean. */
  merge(partial: PartialMoments): void {
    this.#totals.mergePartial(partial);
  }

  #addRuns(values: Values, base: number, start: number, end: number): void {
    const { groups, inner } = this.#layout;
    for (let from = start; from < end;) {
      const index = base + from;
      const runEnd = Math.min(end, from + inner - (index % inner));
      const group = Math.floor(index / inner) % groups;
      for (; from < runEnd; from += blockSize)
        this.#addBlock(group, values, base, from, Math.min(runEnd, from + blockSize));
      from = runEnd;
    }
  }

  #addBlock(group: number, values: Values, base: number, start: number, end: number): void {
    const block: Block = { values, start, rows: 1, stride: 0, length: end - start };
    if (end - start < longRun) {
      this.#totals.foldExactly(group, block, base);
      return;
    }
    const shift = sampleMean(values, start, end - start, 1);
    const run = this.#run;
    this.#kernels.sumRun(values, start, end, shift, run);
    this.#totals.fold(group, block, base, shift, run[SUM], run[SQUARES], run[MIN], run[MAX]);
  }

  #addRows(values: Values, base: number, start: number, rows: number): void {
    const { groups, inner } = this.#layout;
    const rowSize = groups * inner;
    const slabRows = Math.ceil(Math.max(longRun / inner, Math.min(blockSize / inner, slabSize / rowSize)));
    for (let row = 0; row < rows; row += slabRows) {
      this.#addSlab(values, base, start + row * rowSize, Math.min(slabRows, rows - row));
    }
  }

  #addSlab(values: Values, base: number, start: number, rows: number): void {
    const { groups, inner } = this.#layout;
    const stride = groups * inner;
    const blockOf = (group: number): Block => ({ values, start: start + group * inner, rows, stride, length: inner });
    if (rows * inner < longRun / 4) {
      for (let group = 0; group < groups; group++) this.#totals.foldExactly(group, blockOf(group), base);
      return;
    }
    const sums = (this.#rowSums ??= newRowSums(groups));
    for (let group = 0; group < groups; group++) {
      sums.shift[group] = sampleMean(values, start + group * inner, rows, stride);
    }
    this.#kernels.sumRows(values, { start, rows, stride, group: 0, groups, length: inner }, sums);
    const { shift, sum, squares, min, max } = sums;
    for (let group = 0; group < groups; group++) {
      this.#totals.fold(group, blockOf(group), base, shift[group], sum[group], squares[group], min[group], max[group]);
    }
  }
}

/**
 * A value near the mean, from eight of `count` elements `stride` apart; 0 where one of them is not finite. Rounded to
 * float32, so that x − shift is exact for float32 input.
 */
function sampleMean(values: Values, start: number, count: number, stride: number): number {
  const samples = Math.min(8, count);
  const step = Math.floor(count / samples) * stride;
  let sum = 0;
  for (let sample = 0; sample < samples; sample++) sum += values[start + sample * step];
  const mean = Math.fround(sum / samples);
  return mean - mean === 0 ? mean : 0;
}
