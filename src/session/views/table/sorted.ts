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
  const direction = sort.descending ? -1 : 1;
  if (sort.column === 'channel') return sort.descending ? kept.reverse() : kept;
  const keys = sortKeys(table, sort.column);
  return kept.sort((a, b) => {
    const x = keys[a];
    const y = keys[b];
    if (x === y) return a - b;
    if (Number.isNaN(x)) return Number.isNaN(y) ? a - b : -1;
    if (Number.isNaN(y)) return 1;
    return x < y ? -direction : direction;
  });
}

function sortKeys(table: ChannelTable, column: Exclude<TableColumn, 'channel'>): Float64Array | Uint8Array {
  return column === 'gap' ? table.gap.map(Math.abs) : table[column];
}
