import { compareConventions, finiteRanges } from '../compare/index.js';
import type { Session } from '../session.js';
import type { BatchAccess } from './batchAccess.js';
import type { ComparisonRequest, SideBySide } from './studyView.js';

/** The same program under several conventions; batches are read only where they hold infinities. @throws as `compareConventions` */
export async function comparison(
  session: Session,
  request: ComparisonRequest,
  access: BatchAccess,
): Promise<SideBySide> {
  return compareConventions(session, request, await finiteRanges(session, access));
}
