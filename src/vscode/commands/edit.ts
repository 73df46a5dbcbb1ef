import type { Action, SessionSnapshot } from '../../protocol/index.js';
import type { LiveSession } from '../session/liveSession.js';

/**
 * A command that finds out what to do first: from the session, from what it is given, or by asking. Undefined where the
 * user cancels.
 */
export type Edit = (
  snapshot: SessionSnapshot,
  given: unknown,
  session: LiveSession,
) => Promise<Action | undefined> | Action | undefined;

export type Edits = Readonly<Record<string, Edit>>;
