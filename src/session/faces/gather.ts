import { findingsOf } from '../findings/index.js';
import { gatherTypicalGaps } from '../records/index.js';
import type { Session } from '../run/index.js';

/** Gathers what a snapshot will tell of the passes so far: a run that is paused after 10,000 of them has it by then. */
export function gather(session: Session): void {
  findingsOf.lookAhead(session);
  gatherTypicalGaps(session.passes);
}
