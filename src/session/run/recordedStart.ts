import { changedState, type LayerState } from '../../engine/index.js';
import type { RecordedPass } from '../batches/index.js';
import { isRecorded, type PlannedPass } from '../program/index.js';
import type { RecordedState } from '../records/index.js';
import type { PassStart } from './startOfPass.js';

/**
 * What a recorded pass begins with: its own γ and β; the running values are those that the passes before it leave, or, where
 * the program goes on from what was recorded, those that the process had.
 * @param earlier what was recorded of the pass before
 */
export function withRecorded(
  start: PassStart,
  told: RecordedPass,
  { continues }: PlannedPass,
  earlier: RecordedState | undefined,
): PassStart {
  const { gamma = start.before.gamma, beta = start.before.beta } = told;
  const { before } = start;
  // A layer without affine has no place for them.
  const affine: LayerState = before.gamma && before.beta ? { ...before, gamma, beta } : before;
  if (!continues) return affine === before ? start : { ...start, before: affine };
  const tracked = earlier?.numBatchesTracked;
  const running = told.before ?? earlier?.after;
  const changes = { ...running, ...(tracked !== undefined && { numBatchesTracked: tracked }) };
  return { ...start, before: changedState(start.layer, affine, changes) };
}

/** What stands beside the computed pass. */
export function recordedPart(told: RecordedPass, { recorded, batch }: PlannedPass): RecordedState {
  // With its tensor everything is known.
  const isWhole = !isRecorded(batch);
  return {
    step: recorded?.recorded.step,
    before: told.before,
    after: told.after,
    numBatchesTracked: told.numBatchesTracked,
    hasExtremes: isWhole || told.hasExtremes,
    hasNonFinite: isWhole || told.hasNonFinite,
  };
}
