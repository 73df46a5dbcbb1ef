import { sortedBy } from './sortedBy.js';
import type { ChannelOrderRequest, ChannelTable, TableColumn } from './tableView.js';

interface Sorting extends Pick<ChannelOrderRequest, 'sort' | 'range'> {
  readonly test: ((channel: number) => boolean) | null;
}

/** The channels that pass filter and range, sorted; the gap by its magnitude, NaN first, equals by number. [rows] */
export function sorted(table: ChannelTable, { sort, test, range }: Sorting): Uint32Array {
  const from = range?.[0] ?? 0;
  const to = Math.min(range?.[1] ?? table.channels, table.channels);
  const order = new Uint32Array(Math.max(0, to - from));
  let rows = 0;
  for (let channel = from; channel < to; channel++) {
    if (!test || test(channel)) order[rows++] = channel;
  }
  const kept = order.subarray(0, rows);
  if (sort.column === 'channel') return sort.descending ? kept.reverse() : kept;
  return sortedBy(sortKeys(table, sort.column), kept, sort.descending);
}

function sortKeys(table: ChannelTable, column: Exclude<TableColumn, 'channel'>): Float64Array | Uint8Array {
  return column === 'gap' ? table.gap.map(Math.abs) : table[column];
}
