import type { BatchAccess } from '../../batches/index.js';
import type { Session } from '../../run/index.js';
import { channelOrder } from './channelOrder.js';
import type { ChannelTable, TableRequest } from './tableView.js';
import { wholeTable } from './wholeTable.js';

/** The table at one pass: all of it, or some of its rows. @throws RangeError where there is no such pass or channel */
export async function channelTable(
  session: Session,
  { pass, channels, rows }: TableRequest,
  access: BatchAccess,
): Promise<ChannelTable> {
  const all = await wholeTable(session, pass, access);
  if (channels) return rowsOf(all, Uint32Array.from(channels), 0);
  if (!rows) return all;
  const { from, to, ...request } = rows;
  const order = await channelOrder(session, { pass, ...request }, access);
  return rowsOf(all, order.channels.slice(from, to), from);
}

function rowsOf(table: ChannelTable, rows: Uint32Array, firstRow: number): ChannelTable {
  const missing = rows.find((channel) => channel >= table.channels);
  if (missing !== undefined) {
    throw new RangeError(`channel ${missing}: the batch has channels 0 to ${table.channels - 1}`);
  }
  const picked = <T extends Float64Array | Uint32Array | Uint8Array>(values: T, into: T): T => {
    for (let row = 0; row < rows.length; row++) into[row] = values[rows[row]];
    return into;
  };
  const numbers = (values: Float64Array) => picked(values, new Float64Array(rows.length));
  return {
    channels: table.channels,
    firstRow,
    channel: rows,
    mean: numbers(table.mean),
    var: numbers(table.var),
    min: numbers(table.min),
    max: numbers(table.max),
    nonFinite: picked(table.nonFinite, new Uint32Array(rows.length)),
    runningMean: numbers(table.runningMean),
    runningVar: numbers(table.runningVar),
    gamma: numbers(table.gamma),
    beta: numbers(table.beta),
    gap: numbers(table.gap),
    severity: picked(table.severity, new Uint8Array(rows.length)),
  };
}
