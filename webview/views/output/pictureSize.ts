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
