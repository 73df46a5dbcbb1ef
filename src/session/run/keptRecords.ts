import type { Session } from './session.js';

/** Bytes of records that are kept of the sessions beside one; of others the passes are computed again. */
export const keptBytes = 256 * 2 ** 20;

/** The same list, without the records of the sessions that come before so many bytes of them. */
export function withinBytes<T extends { readonly session: Session }>(list: readonly T[], most: number): readonly T[] {
  let bytes = 0;
  return list
    .toReversed()
    .map((one) => {
      bytes += recordBytes(one.session);
      return bytes > most ? { ...one, session: withoutRecords(one.session) } : one;
    })
    .toReversed();
}

export function withoutRecords(session: Session): Session {
  return session.passes.length === 0 ? session : { ...session, passes: [] };
}

/** About what a session's records take: moments and state of every channel. */
function recordBytes({ passes, initial }: Session): number {
  const channels = initial.runningMean?.length ?? initial.gamma?.length ?? passes.at(0)?.moments?.shift.length ?? 0;
  return passes.length * (500 + channels * 8 * 9);
}
