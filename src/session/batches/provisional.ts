import { finishMoments, meanOf, varianceOf, type PartialMoments } from '../../engine/index.js';

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
  const moments = finishMoments(parts, all / count.length);
  return {
    share: count.reduce((sum, seen) => sum + seen, 0) / all,
    count,
    mean: meanOf(moments),
    var: varianceOf(moments, 'biased'),
    min: moments.min,
    max: moments.max,
    nonFinite: moments.nonFinite,
  };
}
