import type { ChannelTable, TableColumn } from '../../../src/session/index.js';

export type ColumnGroup = 'batch' | 'running' | 'affine';

/** A column of the channel table; `glyph` is the picture of mean ± σ. Widths in px, as at an inner width of 592. */
export interface Column {
  readonly id: TableColumn | 'glyph';
  readonly head: string;
  readonly hint: string;
  readonly group: ColumnGroup | null;
  readonly width: number;
}

type NumberColumn = Exclude<keyof ChannelTable, 'channels' | 'firstRow' | 'channel' | 'nonFinite' | 'severity'>;
const numbers = (
  group: ColumnGroup,
  columns: readonly (readonly [id: NumberColumn, head: string, hint: string, width: number])[],
): Column[] => columns.map(([id, head, hint, width]) => ({ id, head, hint, group, width }));

const all: readonly Column[] = [
  { id: 'severity', head: '', hint: 'Worst finding', group: null, width: 18 },
  { id: 'channel', head: '#', hint: 'Channel', group: null, width: 22 },
  ...numbers('batch', [
    ['mean', 'mean', 'Mean of the batch', 53],
    ['var', 'var', 'Variance of the batch, biased', 49],
    ['min', 'min', 'Smallest value of the batch', 53],
    ['max', 'max', 'Largest value of the batch', 53],
  ]),
  ...numbers('running', [
    ['runningMean', 'mean', 'Running mean after the pass', 55],
    ['runningVar', 'var', 'Running variance after the pass', 49],
  ]),
  ...numbers('affine', [
    ['gamma', 'γ', 'Scale, gamma', 43],
    ['beta', 'β', 'Shift, beta', 49],
  ]),
  { id: 'glyph', head: 'mean ± σ', hint: 'Batch above, running below', group: null, width: 85 },
  { id: 'gap', head: 'gap, σ', hint: '(batch mean − running mean) / running σ', group: null, width: 62 },
];

/** What goes first where the width does not do. */
const hidden: readonly (readonly string[])[] = [['min', 'max'], ['gamma', 'beta'], ['runningVar'], ['var']];
const widestGlyph = 176;
const narrowestGlyph = 66;
const digitWidth = 7;

export interface Columns {
  readonly columns: readonly Column[];
  /** Width of each, px. */
  readonly widths: readonly number[];
}

/** The columns that fit into `width` px, and how wide they are; spare width is shared equally. */
export function fitColumns(width: number, channels: number): Columns {
  const digits = Math.max(0, String(channels - 1).length - 2) * digitWidth;
  let columns = all.map((column) => (column.id === 'channel' ? { ...column, width: column.width + digits } : column));
  const total = (): number => columns.reduce((sum, column) => sum + column.width, 0);
  for (const ids of hidden) {
    if (total() <= width) break;
    columns = columns.filter(({ id }) => !ids.includes(id));
  }
  const missing = Math.max(0, total() - width);
  const spare = Math.max(0, width - total());
  const growing = columns.filter(({ id }) => id !== 'severity' && id !== 'channel');
  const share = spare / growing.length;
  const glyphShare = Math.min(widestGlyph - 85, share);
  const others = (spare - glyphShare) / (growing.length - 1);
  const widths = columns.map(({ id, width: least }) => {
    if (id === 'glyph') return Math.max(narrowestGlyph, least + glyphShare - missing);
    return growing.some((column) => column.id === id) ? least + others : least;
  });
  return { columns, widths };
}
