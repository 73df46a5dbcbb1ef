import { type Branches, expired, unbranched, withoutAnyRecords } from './branches.js';
import { keptBytes as defaultBytes, withinBytes, withoutRecords } from './keptRecords.js';
import type { Session } from './session.js';

/** A session before or after the present one. */
export interface PastSession {
  readonly session: Session;
  /** What it was called, and what stood beside it, without their records. */
  readonly branches: Branches;
  /** Its files were read anew since: its program is what it was, its numbers need not be. */
  readonly isStale: boolean;
}

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
  note(current: Session, branches = unbranched): void {
    this.#older = this.#with(this.#older, current, branches);
    this.#newer = [];
  }
  goBack(current: Session, branches = unbranched): void {
    this.#older = this.#older.slice(0, -1);
    this.#newer = this.#with(this.#newer, current, branches);
  }
  goForward(current: Session, branches = unbranched): void {
    this.#newer = this.#newer.slice(0, -1);
    this.#older = this.#with(this.#older, current, branches);
  }

  /** The files are read anew. */
  expire(): void {
    const past = ({ session, branches }: PastSession): PastSession => ({
      session: withoutRecords(session),
      branches: expired(branches),
      isStale: true,
    });
    this.#older = this.#older.map(past);
    this.#newer = this.#newer.map(past);
  }

  #with(list: readonly PastSession[], session: Session, branches: Branches): readonly PastSession[] {
    const past = { session, branches: withoutAnyRecords(branches), isStale: false };
    return withinBytes([...list, past], this.keptBytes);
  }
}
