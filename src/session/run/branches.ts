import { keptBytes, withinBytes, withoutRecords } from './keptRecords.js';
import type { Session } from './session.js';

/** A session that stays beside the current one. */
export interface Branch {
  readonly name: string;
  readonly session: Session;
  /** Its files were read anew since: its program is what it was, its numbers need not be. */
  readonly isStale: boolean;
}

/** What the current session is called, and those beside it, in the order in which they were left. */
export interface Branches {
  readonly current: string;
  readonly others: readonly Branch[];
}

/** One session, and nothing beside it. */
export const unbranched: Branches = { current: 'original', others: [] };

/** The current session stays, and another one goes on from it. @param name of that one; it is numbered where it is taken */
export function branchedOff({ current, others }: Branches, session: Session, name: string): Branches {
  const taken = new Set([current, ...others.map((branch) => branch.name)]);
  let unique = name;
  for (let count = 2; taken.has(unique); count++) unique = `${name} (${count})`;
  return { current: unique, others: withSession(others, current, session) };
}

/** The current session stays, and one of those beside it takes its place. */
export function switchedTo({ current, others }: Branches, session: Session, name: string): Branches {
  const left = others.filter((branch) => branch.name !== name);
  return { current: name, others: withSession(left, current, session) };
}

export function withoutBranch({ current, others }: Branches, name: string): Branches {
  return { current, others: others.filter((branch) => branch.name !== name) };
}

/** As a history keeps them: it has the records of its own sessions already. */
export function withoutAnyRecords({ current, others }: Branches): Branches {
  return { current, others: others.map((branch) => ({ ...branch, session: withoutRecords(branch.session) })) };
}

/** The way back. @param held branches whose records there are: those of the same program */
export function withRecordsOf({ current, others }: Branches, held: readonly Branch[]): Branches {
  const revived = others.map((branch) => {
    const known = held.find(({ session }) => session.program === branch.session.program);
    return known ? { ...known, name: branch.name } : branch;
  });
  return { current, others: withinBytes(revived, keptBytes) };
}

/** The files are read anew. */
export function expired(branches: Branches): Branches {
  const { current, others } = withoutAnyRecords(branches);
  return { current, others: others.map((branch) => ({ ...branch, isStale: true })) };
}

function withSession(others: readonly Branch[], name: string, session: Session): readonly Branch[] {
  return withinBytes([...others, { name, session, isStale: false }], keptBytes);
}
