import type { ViewResult } from '../session/index.js';
import { type CellChanges, type Cells, cellChanges, changedCells } from './cellChanges.js';
import type { FollowedView } from './following.js';
import type { Outcome } from './outcome.js';
import { laneOf, type ViewCall } from './viewCall.js';

/** How a value differs from the one before it; absent: it is the same. */
type Change =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'cells'; readonly cells: CellChanges }
  /** Of a list or an object with the same names. */
  | { readonly kind: 'parts'; readonly parts: readonly (readonly [name: string, change: Change])[] };

/** The answer of a view as it is sent: whole, or what is other than in the one that was sent before it to the like request. */
export type AnswerUpdate =
  | { readonly kind: 'whole'; readonly answer: unknown }
  | { readonly kind: 'changes'; readonly since: number; readonly change: Change | undefined };

/** An answer that goes along with a state. */
export interface SentView extends ViewCall {
  readonly answer: Outcome<AnswerUpdate>;
}

interface Known {
  readonly answer: unknown;
  readonly count: number;
}

/**
 * Remembers what the other side has: with a step a history of 10,000 passes has one more, and all others are what they were.
 * Updates arrive all, and in their order.
 */
export class AnswerSender {
  readonly #lanes = new Map<string, Known>();

  update({ name, request, answer }: FollowedView): SentView {
    if (!answer.ok) return { name, request, answer };
    const lane = laneOf({ name, request });
    const before = this.#lanes.get(lane);
    this.#lanes.set(lane, { answer: answer.value, count: before ? before.count + 1 : 0 });
    const value: AnswerUpdate = before
      ? { kind: 'changes', since: before.count, change: changeOf(before.answer, answer.value) }
      : { kind: 'whole', answer: answer.value };
    return { name, request, answer: { ok: true, value } };
  }

  /** The other side has nothing any more. */
  reset(): void {
    this.#lanes.clear();
  }
}

/** The other side: whole answers again, whose unchanged parts are the objects that they were. */
export class AnswerReceiver {
  readonly #lanes = new Map<string, Known>();

  /** @throws RangeError where an update is not the next one: it cannot be understood without those before it */
  receive({ name, request, answer: sent }: SentView): FollowedView {
    if (!sent.ok) return { name, request, answer: sent };
    const { value: update } = sent;
    const lane = laneOf({ name, request });
    const known = this.#lanes.get(lane);
    if (update.kind === 'changes' && known?.count !== update.since) {
      throw new RangeError(`update ${update.since} of ${name} came after ${known ? known.count : 'none'}`);
    }
    const answer = update.kind === 'whole' ? update.answer : changed(known?.answer, update.change);
    this.#lanes.set(lane, { answer, count: update.kind === 'whole' ? 0 : update.since + 1 });
    return { name, request, answer: { ok: true, value: answer as ViewResult } };
  }
}

type Fields = Readonly<Record<string, unknown>>;

function changeOf(before: unknown, after: unknown): Change | undefined {
  if (Object.is(before, after)) return undefined;
  const value: Change = { kind: 'value', value: after };
  if (!isObject(before) || !isObject(after)) return value;
  if (ArrayBuffer.isView(before) || ArrayBuffer.isView(after)) {
    if (!ArrayBuffer.isView(before) || !ArrayBuffer.isView(after)) return value;
    const cells = cellChanges(before as Cells, after as Cells);
    return cells === null ? value : cells && { kind: 'cells', cells };
  }
  const [old, now] = [before as Fields, after as Fields];
  const names = Object.keys(now);
  const isAlike =
    Array.isArray(before) === Array.isArray(after) &&
    names.length === Object.keys(old).length &&
    names.every((name) => name in old);
  if (!isAlike) return value;
  const parts: (readonly [string, Change])[] = [];
  for (const name of names) {
    const change = changeOf(old[name], now[name]);
    if (change) parts.push([name, change]);
  }
  return parts.length === 0 ? undefined : { kind: 'parts', parts };
}

function changed(before: unknown, change: Change | undefined): unknown {
  switch (change?.kind) {
    case undefined:
      return before;
    case 'value':
      return change.value;
    case 'cells':
      return changedCells(before as Cells, change.cells);
    case 'parts': {
      const after = (Array.isArray(before) ? [...(before as unknown[])] : { ...(before as Fields) }) as Record<
        string,
        unknown
      >;
      for (const [name, part] of change.parts) after[name] = changed(after[name], part);
      return after;
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
