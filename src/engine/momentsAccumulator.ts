import type { Block } from './block.js';
import { GroupTotals, type PartialMoments } from './groupTotals.js';
import { fastestKernels } from './kernels/index.js';
import { MAX, MIN, newRowSums, SQUARES, SUM, type Kernels, type RowSums } from './kernels/kernels.js';
import type { Layout } from './layout.js';
import type { Moments } from './moments.js';
import type { Values } from './tensor.js';

/** A run of one group this long may be summed on its own; shorter ones only with those of the following rows. */
const longRun = 256;
/**
 * Elements summed in plain float64 before they are folded into the totals. Float32's squares leave it more room than
 * float64's, whose sums round at each addition.
 */
const blockSizes = { float32: 4096, float64: 512 };
/** Elements that a slab of rows may have, so that a second look finds them in the cache. */
const slabSize = 2 ** 19;
/** Rows that kernels read side by side. */
const rowsTogether = 2;

/**
 * Moments of a tensor that arrives in pieces. Pieces are in C order and may end anywhere, but whole rows (one index
 * of the outer axis, groups · inner elements) are the fastest. Every piece is read once.
 */
export class MomentsAccumulator {
  readonly #layout: Layout;
  readonly #totals: GroupTotals;
  readonly #run = new Float64Array(4);
  readonly #kernels: Kernels;
  #blockSize = 0;
  /** Parts of equal length that a run is summed in; 0 where its length has none. */
  #parts = 0;
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
    this.#takeBlocksOf(values instanceof Float32Array ? blockSizes.float32 : blockSizes.float64);
    if (this.#parts === 0) {
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

  #takeBlocksOf(size: number): void {
    if (size === this.#blockSize) return;
    this.#blockSize = size;
    this.#parts = equalParts(this.#layout.inner, size);
    this.#rowSums = null;
  }

  #addRuns(values: Values, base: number, start: number, end: number): void {
    const { groups, inner } = this.#layout;
    for (let from = start; from < end;) {
      const index = base + from;
      const runEnd = Math.min(end, from + inner - (index % inner));
      const group = Math.floor(index / inner) % groups;
      for (; from < runEnd; from += this.#blockSize)
        this.#addBlock(group, values, base, from, Math.min(runEnd, from + this.#blockSize));
      from = runEnd;
    }
  }

  #addBlock(group: number, values: Values, base: number, start: number, end: number): void {
    const block: Block = { values, start, rows: 1, stride: 0, length: end - start };
    if (end - start < longRun) {
      this.#totals.foldExactly(group, block, base);
      return;
    }
    const shift = sampleMean(block);
    const run = this.#run;
    this.#kernels.sumRun(values, start, end, shift, run);
    this.#totals.fold(group, block, base, shift, run[SUM], run[SQUARES], run[MIN], run[MAX]);
  }

  #addRows(values: Values, base: number, start: number, rows: number): void {
    const { groups, inner } = this.#layout;
    const rowSize = groups * inner;
    const fitting = Math.min(this.#blockSize / inner, slabSize / rowSize);
    const slabRows = Math.ceil(Math.max(longRun / inner, fitting, inner >= longRun ? rowsTogether : 1));
    for (let row = 0; row < rows; row += slabRows) {
      this.#addSlab(values, base, start + row * rowSize, Math.min(slabRows, rows - row));
    }
  }

  #addSlab(values: Values, base: number, start: number, rows: number): void {
    const { groups, inner } = this.#layout;
    const parts = this.#parts;
    const stride = groups * inner;
    const length = inner / parts;
    const blockOf = (part: number): Block => ({ values, start: start + part * length, rows, stride, length });
    if (rows * length < longRun / 4) {
      for (let group = 0; group < groups; group++) this.#totals.foldExactly(group, blockOf(group), base);
      return;
    }
    const sums = (this.#rowSums ??= firstSums(groups * parts, blockOf));
    this.#kernels.sumRows(values, { start, rows, stride, group: 0, groups: groups * parts, length }, sums);
    const { shift, sum, squares, min, max } = sums;
    for (let part = 0; part < groups * parts; part++) {
      const group = Math.floor(part / parts);
      const center = shift[part];
      this.#totals.fold(group, blockOf(part), base, center, sum[part], squares[part], min[part], max[part]);
      // The following rows have a mean near that of these.
      shift[part] = shiftNear(center + sum[part] / (rows * length));
    }
  }
}

/** The number of parts of at most `size` elements that a run falls into without a rest; 0 where there is none. */
function equalParts(inner: number, size: number): number {
  const least = Math.ceil(inner / size);
  for (let parts = least; parts <= 4 * least; parts++) if (inner % parts === 0) return parts;
  return 0;
}

function firstSums(parts: number, blockOf: (part: number) => Block): RowSums {
  const sums = newRowSums(parts);
  for (let part = 0; part < parts; part++) sums.shift[part] = sampleMean(blockOf(part));
  return sums;
}

/** A value near the mean, from eight elements of a block: of eight rows, or all of the first row where there are less. */
function sampleMean({ values, start, rows, stride, length }: Block): number {
  const [count, distance] = rows >= 8 ? [rows, stride] : [length, 1];
  const samples = Math.min(8, count);
  const step = Math.floor(count / samples) * distance;
  let sum = 0;
  for (let sample = 0, at = start; sample < samples; sample++, at += step) sum += values[at];
  return shiftNear(sum / samples);
}

/** Rounded to float32, so that x − shift is exact for float32 input; 0 where it is not finite. */
function shiftNear(mean: number): number {
  const shift = Math.fround(mean);
  return shift - shift === 0 ? shift : 0;
}
