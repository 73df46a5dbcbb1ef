import { multiply } from './doubleDouble.js';
import { EngineError } from './engineError.js';
import { GroupTotals } from './groupTotals.js';
import type { Moments } from './moments.js';

/**
 * The moments of several batches taken as one, such as the ranks of SyncBatchNorm: weighted by their counts, in any
 * order. `firstNonFinite` is the smallest index of any part.
 * @throws EngineError for no parts, or parts with different numbers of groups.
 */
export function mergeMoments(parts: readonly Moments[]): Moments {
  if (parts.length === 0) throw new EngineError('merging statistics: expected at least one part, found none');
  const groups = parts[0].shift.length;
  const odd = parts.find((part) => part.shift.length !== groups);
  if (odd) {
    throw new EngineError(`merging statistics: expected ${groups} groups in each part, found ${odd.shift.length}`);
  }
  const totals = new GroupTotals(groups);
  let count = 0;
  for (const part of parts) {
    count += part.count;
    for (let group = 0; group < groups; group++) mergeGroup(totals, group, part, group);
  }
  return totals.finish(count);
}

/** One group of several batches taken as one, as `mergeMoments` takes them: one more batch costs one merge. */
export class GroupUnion {
  readonly #totals = new GroupTotals(1);
  #count = 0;

  /** @param group of `part` */
  add(part: Moments, group: number): void {
    this.#count += part.count;
    mergeGroup(this.#totals, 0, part, group);
  }

  /** The moments of all that was added, [1]; more may be added afterwards. */
  finish(): Moments {
    return this.#totals.finish(this.#count);
  }
}

/** @param own group of `totals` that takes in `group` of `part` */
function mergeGroup(totals: GroupTotals, own: number, part: Moments, group: number): void {
  const { count } = part;
  const min = part.min[group];
  const max = part.max[group];
  if (part.nonFinite[group] > 0) {
    totals.mergeExtremes(own, min, max);
    totals.mergeNonFinite(own, part.shift[group], count, part.nonFinite[group], part.firstNonFinite[group]);
    return;
  }
  const scaled = part.extremes?.get(group);
  const { shift, remainder, m2, unit } = scaled ?? {
    shift: part.shift[group],
    remainder: part.remainder[group],
    m2: part.m2[group],
    unit: 1,
  };
  totals.mergeExtremes(own, min, max);
  totals.merge(own, { count, sum: multiply({ hi: shift, lo: remainder }, count), m2 }, unit);
}
