import { EngineError } from './engineError.js';
import { GroupTotals, type PartialMoments } from './groupTotals.js';
import type { Moments } from './moments.js';

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
