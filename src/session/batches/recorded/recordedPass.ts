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
  const { channels, values, nonFinite, zeros, unknown, nowhere } = chunk;
  const at = (index - chunk.first) * channels;
  // The last pass is kept where more are to come, and should not keep the whole chunk.
  const isLast = index === chunk.first + chunk.count - 1;
  const of = <T extends Float64Array | Uint32Array>(all: T): T =>
    (isLast ? all.slice(at, at + channels) : all.subarray(at, at + channels)) as T;
  const row = (all: Float64Array | undefined) => all && of(all);
  const pair = (means: Float64Array | undefined, variances: Float64Array | undefined): RunningValues | undefined =>
    means && variances && { runningMean: of(means), runningVar: of(variances) };
  const { mean: means, var: variances } = values;
  if (!means || !variances) throw new Error('statistics without mean and variance');
  const m2 = new Float64Array(channels);
  for (let channel = 0; channel < channels; channel++) m2[channel] = variances[at + channel] * count;
  const [min, max, gamma, beta] = [row(values.min), row(values.max), row(values.weight), row(values.bias)];
  const before = pair(values.running_mean_before, values.running_var_before);
  const after = pair(values.running_mean, values.running_var);
  const tracked = values.num_batches_tracked?.[index - chunk.first];
  return {
    moments: {
      count,
      shift: of(means),
      remainder: zeros,
      m2,
      min: min ?? unknown,
      max: max ?? unknown,
      nonFinite: of(nonFinite),
      firstNonFinite: nowhere,
    },
    hasExtremes: min !== undefined && max !== undefined,
    hasNonFinite: values.non_finite !== undefined,
    gamma,
    beta,
    before,
    after,
    numBatchesTracked: tracked,
  };
}
