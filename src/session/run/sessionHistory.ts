import type { Session } from './session.js';

/** A session before or after the present one. */
export interface PastSession {
  readonly session: Session;
  /** Its files were read anew since: its program is what it was, its numbers need not be. */
  readonly isStale: boolean;
}

/** Bytes of records that are kept either way; of sessions farther off the passes are computed again. */
const defaultBytes = 256 * 2 ** 20;

/**
 * The sessions before and after this one, for undo and redo of edits: as they were, so that going back computes nothing.
 */
export class SessionHistory {
  #older: readonly PastSession[] = [];
  #newer: readonly PastSession[] = [];

  constructor(private readonly keptBytes = defaultBytes) {}

  get older(): PastSession | undefined {
    return this.#older.at(-1);
  }
  get newer(): PastSession | undefined {
    return this.#newer.at(-1);
  }

  /** An edit takes the place of this session; what was undone before cannot be redone. */
  note(current: Session): void {
    this.#older = this.#with(this.#older, current);
    this.#newer = [];
  }
  goBack(current: Session): void {
    this.#older = this.#older.slice(0, -1);
    this.#newer = this.#with(this.#newer, current);
  }
  goForward(current: Session): void {
    this.#newer = this.#newer.slice(0, -1);
    this.#older = this.#with(this.#older, current);
  }

  /** The files are read anew. */
  expire(): void {
    const expired = ({ session }: PastSession) => ({ session: withoutRecords(session), isStale: true });
    this.#older = this.#older.map(expired);
    this.#newer = this.#newer.map(expired);
  }

  #with(list: readonly PastSession[], session: Session): readonly PastSession[] {
    let bytes = 0;
    return [...list, { session, isStale: false }]
      .toReversed()
      .map((past) => {
        bytes += recordBytes(past.session);
        return bytes > this.keptBytes ? { ...past, session: withoutRecords(past.session) } : past;
      })
      .toReversed();
  }
}

function withoutRecords(session: Session): Session {
  return session.passes.length === 0 ? session : { ...session, passes: [] };
}

/** About what a session's records take: moments and state of every channel. */
function recordBytes({ passes, initial }: Session): number {
  const channels = initial.runningMean?.length ?? initial.gamma?.length ?? passes.at(0)?.moments?.shift.length ?? 0;
  return passes.length * (500 + channels * 8 * 9);
}
