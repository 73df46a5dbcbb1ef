import type { ChannelTable } from '../../src/session/index.js';
import type { Store } from '../store.js';
import type { UiState } from '../uiState.js';
import { parseFilter } from './filter.js';
import { channelOrder } from './order.js';
import { shownTable } from './shownTable.js';

interface Memo {
  readonly ui: Pick<UiState, 'filter' | 'sort' | 'channelBrush'>;
  readonly order: Uint32Array;
}

/** Sorting 65,536 channels takes tens of milliseconds, and hovering renders every frame. */
const memos = new WeakMap<ChannelTable, Memo>();

/** The channels in the order the table shows them; empty while the table is not known. A filter in error hides nothing. */
export function shownOrder(store: Store): Uint32Array {
  const table = shownTable(store);
  if (!table) return new Uint32Array();
  const { filter, sort, channelBrush } = store.ui;
  const memo = memos.get(table);
  if (memo?.ui.filter === filter && memo.ui.sort === sort && memo.ui.channelBrush === channelBrush) return memo.order;
  const parsed = parseFilter(filter);
  const order = channelOrder(table, { sort, test: parsed.ok ? parsed.test : null, range: channelBrush });
  memos.set(table, { ui: { filter, sort, channelBrush }, order });
  return order;
}
