import { findingsOf, type Finding } from '../../../../src/session/index.js';
import type { Session } from '../../../../src/session/run/session.js';

/** What rules tell of a session, among all others. */
export const told =
  (...rules: string[]) =>
  (session: Session): readonly Finding[] =>
    findingsOf(session).filter(({ rule }) => rules.includes(rule));
