import type { MemberView } from '../../../src/protocol/index.js';
import type { ArchiveRow } from './archiveRows.js';
import { isChoosable } from './chosenMembers.js';

/** Whether all, some or none of what a row stands for is chosen; null where nothing of it can be. */
export type Chosen = 'all' | 'some' | 'none' | null;

/** Which tensors of a list are chosen, by its rows: a group's row stands for all in it, also while it is closed. */
export class RowChoice {
  /** Where a range begins, and what was chosen beside it. */
  private anchor: { readonly key: string; readonly beside: readonly string[] } | null = null;
  private readonly groups = new Map<string, readonly string[]>();

  /** @param members those that the search leaves */
  constructor(
    private readonly rows: readonly ArchiveRow[],
    private readonly members: readonly MemberView[],
  ) {}

  stateOf(row: ArchiveRow, chosen: ReadonlySet<string>): Chosen {
    const names = this.namesOf(row);
    if (names.length === 0) return null;
    const found = names.filter((name) => chosen.has(name)).length;
    return found === 0 ? 'none' : found === names.length ? 'all' : 'some';
  }

  /** One row more, or less. */
  toggled(row: ArchiveRow, chosen: readonly string[]): readonly string[] {
    const names = this.namesOf(row);
    const own = new Set(names);
    const others = chosen.filter((name) => !own.has(name));
    const isChosen = chosen.length - others.length === names.length;
    this.anchor = { key: row.key, beside: others };
    return isChosen ? others : [...others, ...names];
  }

  /** All rows from where the last one was chosen, or from `start`, to this one. */
  extended(start: ArchiveRow, to: ArchiveRow, chosen: readonly string[]): readonly string[] {
    const known = this.rows.findIndex(({ key }) => key === this.anchor?.key);
    if (known < 0) this.anchor = { key: start.key, beside: chosen };
    const ends = [known < 0 ? this.rows.indexOf(start) : known, this.rows.indexOf(to)].sort((a, b) => a - b);
    const range = this.rows.slice(ends[0], ends[1] + 1).flatMap((row) => this.namesOf(row));
    return [...new Set([...(this.anchor?.beside ?? []), ...range])];
  }

  all(): readonly string[] {
    return [...new Set(this.rows.flatMap((row) => this.namesOf(row)))];
  }

  /** The next range begins somewhere else. */
  forget(): void {
    this.anchor = null;
  }

  private namesOf(row: ArchiveRow): readonly string[] {
    if (row.kind === 'tensor') return isChoosable(row.member) ? [row.member.name] : [];
    const known = this.groups.get(row.key);
    if (known) return known;
    const within = this.members.filter(({ label }) => label !== row.key && label.startsWith(row.key));
    const names = within.filter(isChoosable).map(({ name }) => name);
    this.groups.set(row.key, names);
    return names;
  }
}
