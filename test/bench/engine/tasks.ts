import { batchGradient } from '../../../src/engine/batchGradient.js';
import { crossSums } from '../../../src/engine/crossSums.js';
import {
  fastestKernels,
  MomentsAccumulator,
  normalizeValues,
  type Layout,
  type Moments,
  type Normalizer,
  type PartialMoments,
} from '../../../src/engine/index.js';
import { histogram } from './shapes.js';
import type { Tensors } from './tensors.js';

/** One step of a pass over some rows of the outer axis: what a thread takes its share of. */
export type Task =
  | { readonly kind: 'moments'; readonly of: 'x' | 'g' }
  | { readonly kind: 'normalize'; readonly normalizer: Normalizer }
  | { readonly kind: 'cross'; readonly normalizer: Normalizer; readonly gMoments: Moments }
  | {
      readonly kind: 'gradient';
      readonly normalizer: Normalizer;
      readonly gMoments: Moments;
      readonly factor: Float64Array;
      readonly slope: Float64Array;
    }
  | { readonly kind: 'count' };

export interface TaskResults {
  readonly moments: PartialMoments;
  readonly normalize: null;
  readonly cross: Float64Array;
  readonly gradient: null;
  readonly count: Float64Array;
}

export interface Share {
  readonly layout: Layout;
  /** Rows of the outer axis. */
  readonly from: number;
  readonly to: number;
  readonly thread: number;
}

/** Elements of float16 that are widened at a time: they stay in the cache. */
export const widenedTogether = 2 ** 18;

export function carryOut(task: Task, tensors: Tensors, share: Share): TaskResults[Task['kind']] {
  const { layout, from, to } = share;
  const { groups, inner } = layout;
  const rowSize = groups * inner;
  const range = { start: from * rowSize, end: to * rowSize };
  switch (task.kind) {
    case 'moments': {
      const accumulator = new MomentsAccumulator(layout);
      for (const { at, pieces } of piecesOf(tensors, [task.of], range, share.thread)) accumulator.add(pieces[0], at);
      return accumulator.partial();
    }
    case 'normalize': {
      for (const { at, pieces } of piecesOf(tensors, ['x'], range, share.thread)) {
        const into = tensors.output.subarray(at, at + pieces[0].length);
        normalizeValues(pieces[0], layout, task.normalizer, { into, offset: at });
      }
      return null;
    }
    case 'cross': {
      const sums = new Float64Array(groups);
      for (const { pieces } of piecesOf(tensors, ['g', 'x'], range, share.thread, rowSize)) {
        const part = crossSums(pieces[0], task.gMoments, pieces[1], task.normalizer, true, layout);
        for (let group = 0; group < groups; group++) sums[group] += part[group];
      }
      return sums;
    }
    case 'gradient': {
      const { normalizer, gMoments, factor, slope } = task;
      for (const { at, pieces } of piecesOf(tensors, ['g', 'x'], range, share.thread, rowSize)) {
        const into = tensors.output.subarray(at, at + pieces[0].length);
        batchGradient(pieces[0], gMoments, pieces[1], normalizer, factor, slope, layout, into);
      }
      return null;
    }
    case 'count': {
      const { bins, low, high } = histogram;
      const width = (high - low) / bins;
      const edges = Float64Array.from({ length: bins + 1 }, (_, k) => low + k * width);
      const same = { shift: 0, remainder: 0, std: 1, factor: 1, added: 0, gamma: 1, beta: 0 };
      const counts = new Float64Array(bins);
      for (const { pieces } of piecesOf(tensors, ['x'], range, share.thread)) {
        fastestKernels().count(pieces[0], same, { edges, width, first: low / width }, counts);
      }
      return counts;
    }
  }
}

/** float32 as it lies there; float16 widened a piece at a time, a multiple of `multipleOf` elements. */
function* piecesOf(
  tensors: Tensors,
  names: readonly ('x' | 'g')[],
  { start, end }: { readonly start: number; readonly end: number },
  thread: number,
  multipleOf = 1,
): Generator<{ readonly at: number; readonly pieces: readonly Float32Array[] }> {
  const step =
    tensors.x instanceof Uint16Array ? Math.max(1, Math.floor(widenedTogether / multipleOf)) * multipleOf : end - start;
  for (let at = start; at < end; at += step) {
    const stop = Math.min(end, at + step);
    const pieces = names.map((name, operand) => {
      const stored = tensors[name];
      if (stored instanceof Float32Array) return stored.subarray(at, stop);
      const widened = tensors.scratch[thread][operand].subarray(0, stop - at);
      fastestKernels().widenFloat16(stored.subarray(at, stop), widened);
      return widened;
    });
    yield { at, pieces };
  }
}
