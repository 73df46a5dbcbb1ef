import type { Block } from './block.js';
import { GroupTotals } from './groupTotals.js';
import type { Layout } from './layout.js';
import type { Moments } from './moments.js';
import type { PartialMoments } from './partialMoments.js';
import { newRowSums, sumRows, type RowSums } from './rowSums.js';
import { MAX, MIN, SQUARES, SUM, sumRun } from './runSums.js';
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
  #rowSums: RowSums | null = null;

  constructor(layout: Layout) {
    this.#layout = layout;
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

  /** The moments of all that was added. Call it once, after the last piece. */
  finish(): Moments {
    return this.#totals.finish(this.#layout.count);
  }

  /** What is known so far, as it is now: later pieces change it. */
  partial(): PartialMoments {
    return this.#totals.partial();
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
    sumRun(values, start, end, shift, run);
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
    sumRows(values, start, rows, inner, sums);
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
