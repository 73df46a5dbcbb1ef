import type { ChannelTable } from '../../../src/session/index.js';
import type { Store } from '../../store/store.js';
import { filterTable } from './filter.js';
import { channelOrder } from './order.js';
import { shownTable } from './shownTable.js';

export interface ShownRows {
  /** The channels in the order the table shows them; empty while the table is not known. */
  readonly order: Uint32Array;
  /** What is wrong with the filter, which hides nothing then. */
  readonly objection: string | null;
}

interface Memo {
  readonly request: string;
  readonly rows: ShownRows;
}

/** Sorting 65,536 channels takes tens of milliseconds, and hovering renders every frame. */
const memos = new WeakMap<ChannelTable, Memo>();

export function shownRows(store: Store): ShownRows {
  const { snapshot, ui } = store;
  const { filter: text, sort, channelBrush } = ui;
  if (!snapshot) return { order: new Uint32Array(), objection: null };
  const { settings, input, shown } = snapshot;
  const { eps, momentum } = settings;
  const scalars = { eps, momentum, count: input.count, pass: shown === null ? null : shown + 1 };
  const table = shownTable(store);
  const request = JSON.stringify({ text, sort, channelBrush, scalars });
  const memo = table && memos.get(table);
  if (memo?.request === request) return memo.rows;
  const filter = filterTable(text, table, scalars);
  const test = filter.ok ? filter.test : null;
  const rows = {
    order: table ? channelOrder(table, { sort, test, range: channelBrush }) : new Uint32Array(),
    objection: filter.ok ? null : filter.message,
  };
  if (table) memos.set(table, { request, rows });
  return rows;
}
