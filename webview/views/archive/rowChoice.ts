import type { MemberView } from '../../../src/protocol/index.js';
import type { ArchiveRow } from './archiveRows.js';
import { isChoosable } from './chosenMembers.js';

/** Whether all, some or none of what a row stands for is chosen; null where nothing of it can be. */
export type Chosen = 'all' | 'some' | 'none' | null;

/** Which tensors of a list are chosen, by its rows: a group's row stands for all in it, also while it is closed. */
export interface RowChoice {
  stateOf(row: ArchiveRow, chosen: ReadonlySet<string>): Chosen;
  /** One row more, or less. */
  toggled(row: ArchiveRow, chosen: readonly string[]): readonly string[];
  /** All rows from where the last one was chosen, or from `start`, to this one. */
  extended(start: ArchiveRow, to: ArchiveRow, chosen: readonly string[]): readonly string[];
  all(): readonly string[];
  /** The next range begins somewhere else. */
  forget(): void;
}

/** @param members those that the search leaves */
export function rowChoice(rows: readonly ArchiveRow[], members: readonly MemberView[]): RowChoice {
  /** Where a range begins, and what was chosen beside it. */
  let anchor: { readonly key: string; readonly beside: readonly string[] } | null = null;
  const groups = new Map<string, readonly string[]>();
  const choosable = (of: readonly MemberView[]) => of.filter(isChoosable).map(({ name }) => name);
  const namesOf = (row: ArchiveRow): readonly string[] => {
    const { key } = row;
    if (row.kind === 'tensor') return choosable([row.member]);
    const names = groups.get(key) ?? choosable(members.filter(({ label }) => label !== key && label.startsWith(key)));
    groups.set(key, names);
    return names;
  };
  const namesOfAll = (of: readonly ArchiveRow[], beside: readonly string[] = []) => [
    ...new Set([...beside, ...of.flatMap(namesOf)]),
  ];
  return {
    stateOf(row, chosen) {
      const names = namesOf(row);
      const found = names.filter((name) => chosen.has(name)).length;
      return names.length === 0 ? null : found === 0 ? 'none' : found === names.length ? 'all' : 'some';
    },
    toggled(row, chosen) {
      const names = namesOf(row);
      const own = new Set(names);
      const beside = chosen.filter((name) => !own.has(name));
      anchor = { key: row.key, beside };
      return chosen.length - beside.length === names.length ? beside : [...beside, ...names];
    },
    extended(start, to, chosen) {
      let from = rows.findIndex(({ key }) => key === anchor?.key);
      if (!anchor || from < 0) {
        anchor = { key: start.key, beside: chosen };
        from = rows.indexOf(start);
      }
      const [first, last] = [from, rows.indexOf(to)].sort((a, b) => a - b);
      return namesOfAll(rows.slice(first, last + 1), anchor.beside);
    },
    all: () => namesOfAll(rows),
    forget: () => (anchor = null),
  };
}
