import { finishMoments, meanOf, type PartialMoments } from '../engine/index.js';

/** What is known of every channel of a batch before all of it has been read, [groups] each. */
export interface Provisional {
  /** How much of the batch was seen, 0 to 1. */
  readonly share: number;
  /** Values seen. */
  readonly count: Float64Array;
  /** NaN where nothing was seen. */
  readonly mean: Float64Array;
  /** Biased. */
  readonly var: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly nonFinite: Uint32Array;
}

/** @param all elements of the batch */
export function provisionalOf(parts: readonly PartialMoments[], all: number): Provisional {
  const count = new Float64Array(parts[0].count.length);
  for (const part of parts) part.count.forEach((seen, group) => (count[group] += seen));
  const moments = finishMoments(parts, NaN);
  const unlessUnseen = (values: Float64Array) => values.map((value, group) => (count[group] > 0 ? value : NaN));
  return {
    share: count.reduce((sum, seen) => sum + seen, 0) / all,
    count,
    mean: unlessUnseen(meanOf(moments)),
    var: unlessUnseen(moments.m2.map((m2, group) => m2 / count[group])),
    min: moments.min,
    max: moments.max,
    nonFinite: moments.nonFinite,
  };
}
