import type { PassSummary, Program, SessionSnapshot, Step } from '../session/index.js';
import { cellChanges, type CellChanges, changedCells } from './cellChanges.js';
import { isEqual } from './isEqual.js';
import { changedList, type ListChanges, listChanges } from './listChanges.js';

/** What of a snapshot is other than in the one before it. */
export interface SnapshotChanges {
  /** Whole, where they are other: all that does not grow with the program's length. */
  readonly fields: Partial<Omit<SessionSnapshot, 'passes' | 'stepOfPass' | 'typicalGap' | 'program'>>;
  readonly program?: { readonly rest: Omit<Program, 'steps'>; readonly steps: ListChanges<Step> };
  readonly passes?: ListChanges<PassSummary>;
  readonly stepOfPass?: ListChanges<number>;
  /** Whole, where its changes are no shorter. */
  readonly typicalGap?: CellChanges | Float64Array;
}

/** @param before whose unchanged parts are the same objects as in `after`, or equal to them */
export function changesBetween(before: SessionSnapshot, after: SessionSnapshot): SnapshotChanges {
  const { passes, stepOfPass, typicalGap, program, ...others } = after;
  const names = Object.keys(others) as (keyof typeof others)[];
  const fields = Object.fromEntries(
    names.filter((name) => !isEqual(before[name], others[name])).map((name) => [name, others[name]]),
  ) as SnapshotChanges['fields'];
  const { steps, ...rest } = program;
  const summaries = listChanges(before.passes, passes);
  const origins = listChanges(before.stepOfPass, stepOfPass);
  const gaps = cellChanges(before.typicalGap, typicalGap);
  return {
    fields,
    ...(before.program !== program && {
      program: { rest, steps: listChanges(before.program.steps, steps) ?? { length: steps.length, runs: [] } },
    }),
    ...(summaries && { passes: summaries }),
    ...(origins && { stepOfPass: origins }),
    ...(gaps !== undefined && { typicalGap: gaps ?? typicalGap }),
  };
}

/** The snapshot that the changes lead to; what has not changed is what it was. */
export function withChanges(
  before: SessionSnapshot,
  { fields, program, passes, stepOfPass, typicalGap }: SnapshotChanges,
): SessionSnapshot {
  return {
    ...before,
    ...fields,
    ...(program && { program: { ...program.rest, steps: changedList(before.program.steps, program.steps) } }),
    ...(passes && { passes: changedList(before.passes, passes) }),
    ...(stepOfPass && { stepOfPass: changedList(before.stepOfPass, stepOfPass) }),
    ...(typicalGap && {
      typicalGap: ArrayBuffer.isView(typicalGap) ? typicalGap : changedCells(before.typicalGap, typicalGap),
    }),
  };
}

/** A snapshot as it is sent on: whole, or what is other than in the one that was sent before it. */
export type SnapshotUpdate =
  | { readonly kind: 'whole'; readonly snapshot: SessionSnapshot }
  | { readonly kind: 'changes'; readonly since: number; readonly changes: SnapshotChanges };

/** Remembers what the other side has. Updates arrive all, and in their order. */
export class SnapshotSender {
  #sent: SessionSnapshot | undefined;
  #count = 0;

  update(snapshot: SessionSnapshot): SnapshotUpdate {
    const before = this.#sent;
    this.#sent = snapshot;
    const since = this.#count++;
    return before ? { kind: 'changes', since, changes: changesBetween(before, snapshot) } : { kind: 'whole', snapshot };
  }

  /** The other side has nothing any more. */
  reset(): void {
    this.#sent = undefined;
    this.#count = 0;
  }
}

/** The other side. */
export class SnapshotReceiver {
  #known: SessionSnapshot | undefined;
  #count = 0;

  /** @throws where an update is not the next one: it cannot be understood without those before it */
  receive(update: SnapshotUpdate): SessionSnapshot {
    if (update.kind === 'whole') {
      this.#count = 0;
      this.#known = update.snapshot;
    } else {
      const known = this.#known;
      if (!known || update.since !== this.#count) {
        throw new RangeError(`update ${update.since} of a snapshot came after ${this.#count}`);
      }
      this.#known = withChanges(known, update.changes);
    }
    this.#count++;
    return this.#known;
  }
}
