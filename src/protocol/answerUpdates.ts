import type { ViewName, ViewRequest } from '../session/index.js';
import { type CellChanges, type Cells, cellChanges, changedCells } from './cellChanges.js';

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

interface Known {
  readonly answer: unknown;
  readonly count: number;
}

/** Requests that ask for the like: the answer to one is much as the answer to the one before, a step earlier. */
export function laneOf<K extends ViewName>(name: K, request: ViewRequest<K>): string {
  const id = 'id' in request ? request.id : '';
  return [name, id, ...Object.keys(request)].join(' ');
}

/**
 * Remembers what the other side has: with a step a history of 10,000 passes has one more, and all others are what they were.
 * Updates arrive all, and those of a lane in their order.
 */
export class AnswerSender {
  #lanes = new Map<string, Known>();

  /** To be called when it is asked for: an answer that comes after a reset is of no use to those that follow it. */
  asked(lane: string): (answer: unknown) => AnswerUpdate {
    const lanes = this.#lanes;
    return (answer) => {
      const before = lanes.get(lane);
      lanes.set(lane, { answer, count: before ? before.count + 1 : 0 });
      return before
        ? { kind: 'changes', since: before.count, change: changeOf(before.answer, answer) }
        : { kind: 'whole', answer };
    };
  }

  /** The other side has nothing any more. */
  reset(): void {
    this.#lanes = new Map();
  }
}

/** The other side: whole answers again, whose unchanged parts are the objects that they were. */
export class AnswerReceiver {
  readonly #lanes = new Map<string, Known>();

  /** @throws RangeError where an update is not the next one: it cannot be understood without those before it */
  receive(lane: string, update: AnswerUpdate): unknown {
    if (update.kind === 'whole') {
      this.#lanes.set(lane, { answer: update.answer, count: 0 });
      return update.answer;
    }
    const known = this.#lanes.get(lane);
    if (known?.count !== update.since) {
      throw new RangeError(`update ${update.since} of "${lane}" came after ${known ? known.count : 'none'}`);
    }
    const answer = changed(known.answer, update.change);
    this.#lanes.set(lane, { answer, count: known.count + 1 });
    return answer;
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
