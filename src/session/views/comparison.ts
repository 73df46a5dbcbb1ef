import { compareConventions } from '../compare/index.js';
import type { Session } from '../session.js';
import type { ComparisonRequest, SideBySide } from './studyView.js';

/** The same program under several conventions. @throws as `compareConventions` */
export function comparison(session: Session, request: ComparisonRequest): SideBySide {
  return compareConventions(session, request);
}
