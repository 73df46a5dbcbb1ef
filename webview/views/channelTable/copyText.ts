import type { ChannelTable } from '../../../src/session/index.js';
import { exact } from '../../kit/format.js';

const columns = [
  ['mean', 'mean'],
  ['var', 'var'],
  ['min', 'min'],
  ['max', 'max'],
  ['running_mean', 'runningMean'],
  ['running_var', 'runningVar'],
  ['gamma', 'gamma'],
  ['beta', 'beta'],
  ['gap', 'gap'],
  ['non_finite', 'nonFinite'],
] as const;

/** Rows for a spreadsheet or a script: tabs between, all digits, a head line. */
export function copyText(table: ChannelTable): string {
  const head = ['channel', ...columns.map(([name]) => name)];
  const rows = Array.from(table.channel, (channel, row) => [
    String(channel),
    ...columns.map(([, column]) => exact(table[column][row])),
  ]);
  return [head, ...rows].map((cells) => cells.join('\t')).join('\n') + '\n';
}
