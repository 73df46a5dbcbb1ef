/** Letters of the axes as PyTorch's pages write them: n, c, then l, or h and w, or d, h and w. */
export function axisNames(rank: number, channelAxis: number, batchAxis = 0): readonly string[] {
  const spatial = ['', 'l', 'hw', 'dhw'][Math.max(0, rank - 2)] ?? '';
  const samples = batchAxis === channelAxis ? (channelAxis === 0 ? 1 : 0) : batchAxis;
  let place = 0;
  return Array.from({ length: rank }, (_, axis) => {
    if (axis === channelAxis) return 'c';
    if (axis === samples) return 'n';
    place += 1;
    // Beyond three spatial axes letters run out: axis 4 is a4.
    return spatial[place - 1] ?? `a${axis}`;
  });
}

/** What an axis's steps are called. */
export function stepName(name: string): string {
  return name === 'n' ? 'sample' : name;
}

export interface SliceAxes {
  /** null: one row. */
  readonly row: number | null;
  readonly column: number;
}

/**
 * The axes that are shown unless others are chosen: the last two spatial ones; with one of them, samples × positions;
 * with none, samples × channels.
 */
export function defaultAxes(rank: number, channelAxis: number): SliceAxes {
  const others = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== channelAxis);
  if (others.length >= 2) return { row: others[others.length - 2], column: others[others.length - 1] };
  if (others.length === 1 && rank > 1) return { row: others[0], column: channelAxis };
  return { row: null, column: 0 };
}

/** Puts an axis where it is asked for; the other one takes its place if it was there. */
export function withAxis(axes: SliceAxes, which: 'row' | 'column', axis: number): SliceAxes {
  const other = which === 'row' ? axes.column : axes.row;
  if (axis === other) return { row: axes.column, column: axes.row ?? axes.column };
  return which === 'row' ? { ...axes, row: axis } : { ...axes, column: axis };
}

export interface PictureSize {
  /** Pixels of a value, the same in both directions. */
  readonly cell: number;
  /** Values that fit. */
  readonly maxRows: number;
  readonly maxColumns: number;
  /** Before and after one above the other, because side by side they would not fit. */
  readonly isStacked: boolean;
}

/** A picture of a few values is not blown up beyond this. */
const largestCell = 18;
/** Before the first pass there is one picture. */
const loneWidth = 140;
const mostHeight = 260;
/** Gap between pictures, legend with its labels, and the numbers at the right. */
export const pictureGap = 8;
export const legendWidth = { one: 52, own: 68 } as const;
export const readoutWidth = 47;

/** How large values are drawn, and how many, in a view of `width` pixels with `pictures` pictures and `legends`. */
export function pictureSize(
  width: number,
  rows: number,
  columns: number,
  pictures: 1 | 2,
  legends: 1 | 2,
): PictureSize {
  const beside = readoutWidth + (legends === 1 ? legendWidth.one + (pictures - 1) * pictureGap : 2 * legendWidth.own);
  const each = Math.max(24, Math.floor((width - beside) / pictures));
  const alone = Math.max(24, width - readoutWidth - legendWidth[legends === 1 ? 'one' : 'own']);
  const cellIn = (room: number): number =>
    Math.max(1, Math.min(largestCell, Math.floor(room / columns), Math.floor(Math.max(mostHeight, room) / rows)));
  const isStacked = pictures === 2 && (columns > each || isBetterStacked(rows, cellIn(each), cellIn(alone)));
  const room = isStacked ? alone : pictures === 1 && columns <= loneWidth ? Math.min(alone, loneWidth) : each;
  const cell = cellIn(room);
  return { cell, maxRows: Math.floor(mostHeight / cell), maxColumns: Math.floor(room / cell), isStacked };
}

/** Long low pictures: at least twice as large one above the other, and still not higher than one picture may be. */
function isBetterStacked(rows: number, beside: number, stacked: number): boolean {
  return stacked >= 2 * beside && 2 * rows * stacked <= mostHeight;
}

/** Where the window that holds `at` begins, in steps of the window's size. */
export function windowStart(at: number, size: number): number {
  return Math.floor(at / size) * size;
}
