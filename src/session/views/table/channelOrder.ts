import type { BatchAccess } from '../../batches/index.js';
import type { Session } from '../../run/index.js';
import { shownPass } from '../shownPass.js';
import { glyphAxis } from './glyphAxis.js';
import { sorted } from './sorted.js';
import type { ChannelOrder, ChannelOrderRequest, ChannelTable } from './tableView.js';
import { wholeTable } from './wholeTable.js';

interface Known {
  readonly request: string;
  readonly order: ChannelOrder;
}
/** Rows of one order are asked for again and again. */
const orders = new WeakMap<ChannelTable, Known>();

/** The channels that pass filter and range, sorted. @throws RangeError where there is no such pass */
export async function channelOrder(
  session: Session,
  { pass, sort, filter, range }: ChannelOrderRequest,
  access: BatchAccess,
): Promise<ChannelOrder> {
  const table = await wholeTable(session, pass, access);
  const request = JSON.stringify({ sort, filter, range });
  const before = orders.get(table);
  if (before?.request === request) return before.order;
  const { test, objection } = await testOf(session, pass, filter, table, access);
  const order = { channels: sorted(table, { sort, test, range }), objection, axis: glyphAxis(table) };
  orders.set(table, { request, order });
  return order;
}

/** The filter's language is loaded when somebody filters. */
async function testOf(
  session: Session,
  pass: number | null,
  filter: string,
  table: ChannelTable,
  access: BatchAccess,
): Promise<{ readonly test: ((channel: number) => boolean) | null; readonly objection: string | null }> {
  if (filter.trim() === '') return { test: null, objection: null };
  const { tableFilter } = await import('./tableFilter.js');
  const { layer, layout } = await shownPass(session, pass, access);
  const { eps, momentum } = layer.convention;
  const scalars = { eps, momentum, count: layout.count, pass: pass === null ? null : pass + 1 };
  const read = tableFilter(filter, table, scalars);
  return read.ok ? { test: read.test, objection: null } : { test: null, objection: read.message };
}
