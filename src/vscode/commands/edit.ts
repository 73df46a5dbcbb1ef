import type { Action, SessionSnapshot } from '../../protocol/index.js';
import { filesAmong } from '../../session/program/paths/index.js';
import type { LiveSession } from '../host/liveSession.js';

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

/** @throws where there is nothing to change yet, and as the edit does */
export async function applyEdit(edit: Edit, session: LiveSession, given?: unknown): Promise<void> {
  const { snapshot } = session;
  if (!snapshot) throw new Error('Nothing to change: the file has not been read.');
  const action = await edit(snapshot, given, session);
  if (action) await session.act(action, filesIn(action));
}

/** URIs of the files that an action brings into a program. */
export function filesIn(action: Action): readonly string[] {
  const tensors: readonly unknown[] =
    action.kind === 'addBatches'
      ? action.uris
      : action.kind === 'configure'
        ? Object.values(action.settings.state ?? {})
        : action.kind === 'expect'
          ? Object.values({ ...action.values, ...action.values.stateAfter })
          : [];
  return filesAmong(tensors);
}
