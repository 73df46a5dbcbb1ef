import type { PassRecord, RecordedState } from '../records/index.js';

/** A state that the program expects after the pass is what the process had; before the first such it had what is given. */
export function statedIn(
  { stateAfter, before: { runningMean, runningVar } }: PassRecord,
  isFirst: boolean,
): RecordedState | null {
  const after = stateAfter?.running;
  if (!after) return null;
  const before = isFirst && runningMean && runningVar ? { runningMean, runningVar } : undefined;
  return { step: undefined, before, after, numBatchesTracked: undefined, hasExtremes: true, hasNonFinite: true };
}
