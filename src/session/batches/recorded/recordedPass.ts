import type { Moments } from '../../../engine/index.js';
import type { StatisticsChunk } from './statisticsChunk.js';

/** What was recorded of one pass. [C] each. */
export interface RecordedPass {
  readonly moments: Moments;
  /** Whether smallest and largest value, and the number of those that are not finite, were recorded. */
  readonly hasExtremes: boolean;
  readonly hasNonFinite: boolean;
  readonly gamma: Float64Array | undefined;
  readonly beta: Float64Array | undefined;
  readonly before: RunningValues | undefined;
  readonly after: RunningValues | undefined;
  /** After the pass. */
  readonly numBatchesTracked: number | undefined;
}

/** As the process had them. */
export interface RunningValues {
  readonly runningMean: Float64Array;
  readonly runningVar: Float64Array;
}

/** @param index of the pass in its file, which is one of the chunk's */
export function recordedPassOf(chunk: StatisticsChunk, index: number, count: number): RecordedPass {
  const { values, zeros, unknown, nowhere } = chunk;
  const { mean } = values;
  if (!mean) throw new Error('statistics without means');
  const row = index - chunk.first;
  const [min, max] = [rowOf(chunk, values.min, row), rowOf(chunk, values.max, row)];
  return {
    moments: {
      count,
      shift: rowIn(chunk, mean, row),
      remainder: zeros,
      m2: rowIn(chunk, chunk.m2, row),
      min: min ?? unknown,
      max: max ?? unknown,
      nonFinite: rowIn(chunk, chunk.nonFinite, row),
      firstNonFinite: nowhere,
    },
    hasExtremes: min !== undefined && max !== undefined,
    hasNonFinite: values.non_finite !== undefined,
    gamma: rowOf(chunk, values.weight, row),
    beta: rowOf(chunk, values.bias, row),
    before: running(chunk, values.running_mean_before, values.running_var_before, row),
    after: running(chunk, values.running_mean, values.running_var, row),
    numBatchesTracked: values.num_batches_tracked?.[row],
  };
}

function running(
  chunk: StatisticsChunk,
  means: Float64Array | undefined,
  variances: Float64Array | undefined,
  row: number,
): RunningValues | undefined {
  if (!means || !variances) return undefined;
  return { runningMean: rowIn(chunk, means, row), runningVar: rowIn(chunk, variances, row) };
}

function rowOf(chunk: StatisticsChunk, all: Float64Array | undefined, row: number): Float64Array | undefined {
  return all && rowIn(chunk, all, row);
}

function rowIn<T extends Float64Array | Uint32Array>({ count, channels }: StatisticsChunk, all: T, row: number): T {
  const from = row * channels;
  // The last pass is kept where more are to come, and should not keep the whole chunk.
  return (row === count - 1 ? all.slice(from, from + channels) : all.subarray(from, from + channels)) as T;
}
