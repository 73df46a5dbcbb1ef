import { compareConventions, type ComparisonRequest, finiteRanges, type SideBySide } from '../compare/index.js';
import type { Session } from '../run/index.js';
import type { BatchAccess } from '../batches/index.js';

/** The same program under several conventions; batches are read only where they hold infinities. @throws as `compareConventions` */
export async function comparison(
  session: Session,
  request: ComparisonRequest,
  access: BatchAccess,
): Promise<SideBySide> {
  return compareConventions(session, request, await finiteRanges(session, access), access.breathe);
}
