import { EngineError } from './engineError.js';
import { GroupTotals } from './groupTotals.js';
import type { Moments } from './moments.js';

/**
 * What is known of every group from some elements of a tensor, [groups] each: enough to go on, in another thread or with
 * other elements. Sums are hi + lo.
 */
export interface PartialMoments {
  /** Elements that were seen. */
  readonly count: Float64Array;
  readonly sumHi: Float64Array;
  readonly sumLo: Float64Array;
  /** Σ(x − mean)² of those that were seen. */
  readonly m2: Float64Array;
  readonly m2Lo: Float64Array;
  /** The IEEE sum of the values that are not finite. */
  readonly special: Float64Array;
  readonly nonFinite: Uint32Array;
  readonly firstNonFinite: Float64Array;
  /** ∞ and −∞ where nothing was seen. */
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/**
 * The moments of all elements that the parts have seen; the parts stay as they are.
 * @param count N, elements per group
 * @throws EngineError for no parts
 */
export function finishMoments(parts: readonly PartialMoments[], count: number): Moments {
  if (parts.length === 0) throw new EngineError('merging statistics: expected at least one part, found none');
  const totals = new GroupTotals(parts[0].count.length);
  for (const part of parts) totals.mergePartial(part);
  return totals.finish(count);
}
