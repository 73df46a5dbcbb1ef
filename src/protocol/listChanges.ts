import { isEqual } from './isEqual.js';

/** Entries of a list that are others than before, and how many there are now. */
export interface ListChanges<T> {
  readonly length: number;
  readonly runs: readonly EntryRun<T>[];
}

/**
 * Entries one after another, from an index on: as they are now, or the same change of all of them. When thousands of passes
 * have run, one thing is other in each: that it has.
 */
export type EntryRun<T> =
  | { readonly from: number; readonly entries: readonly T[] }
  | {
      readonly from: number;
      readonly count: number;
      readonly fields: Partial<T>;
      /** Fields that are not there any more. */
      readonly gone: readonly (keyof T)[];
    };

type FieldChange<T> = Pick<Extract<EntryRun<T>, { fields: unknown }>, 'fields' | 'gone'>;

type Growing<T> =
  { readonly from: number; readonly entries: T[] } | ({ readonly from: number; count: number } & FieldChange<T>);

/** Undefined where nothing is another. Entries are plain values, or objects of them. */
export function listChanges<T>(before: readonly T[], after: readonly T[]): ListChanges<T> | undefined {
  if (before === after) return undefined;
  const runs: Growing<T>[] = [];
  for (let index = 0; index < after.length; index++) {
    const now = after[index];
    if (index >= before.length) {
      add(runs, index, now, null);
      continue;
    }
    if (Object.is(before[index], now)) continue;
    const change = fieldChange(before[index], now);
    if (change === null || isAny(change)) add(runs, index, now, change);
  }
  if (runs.length === 0 && before.length === after.length) return undefined;
  return { length: after.length, runs };
}

/** The list that the changes lead to; entries that have not changed are the objects that they were. */
export function changedList<T>(before: readonly T[], { length, runs }: ListChanges<T>): readonly T[] {
  const list = before.slice(0, length);
  for (const run of runs) {
    if ('entries' in run) {
      run.entries.forEach((entry, index) => (list[run.from + index] = entry));
      continue;
    }
    for (let index = run.from; index < run.from + run.count; index++) list[index] = changedEntry(list[index], run);
  }
  return list;
}

function add<T>(runs: Growing<T>[], index: number, now: T, change: FieldChange<T> | null): void {
  const last = runs.at(-1);
  if (!change) {
    if (last && 'entries' in last && last.from + last.entries.length === index) last.entries.push(now);
    else runs.push({ from: index, entries: [now] });
    return;
  }
  if (last && 'fields' in last && last.from + last.count === index && isSameChange(last, change)) last.count++;
  else runs.push({ from: index, count: 1, ...change });
}

/** Null where the entry is no object with fields. */
function fieldChange<T>(old: T, now: T): FieldChange<T> | null {
  if (!hasFields(old) || !hasFields(now)) return null;
  const fields: Partial<T> = {};
  for (const name in now) if (!(name in old && isEqual(old[name], now[name]))) fields[name] = now[name];
  const gone: (keyof T)[] = [];
  for (const name in old) if (!(name in now)) gone.push(name);
  return { fields, gone };
}

function changedEntry<T>(entry: T, { fields, gone }: FieldChange<T>): T {
  const changed = { ...entry, ...fields };
  for (const name of gone) Reflect.deleteProperty(changed, name);
  return changed;
}

function isSameChange<T>(one: FieldChange<T>, other: FieldChange<T>): boolean {
  return isEqual(one.fields, other.fields) && isEqual(one.gone, other.gone);
}

function hasFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function isAny<T>({ fields, gone }: FieldChange<T>): boolean {
  return gone.length > 0 || Object.keys(fields).length > 0;
}
