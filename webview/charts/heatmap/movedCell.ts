/** A cell of a matrix. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Where an arrow key moves the cell; from nowhere to the first one; undefined for every other key. */
export function movedCell(
  cell: Cell | null,
  key: string,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Cell | null | undefined {
  if (key === 'Escape') return cell === null ? undefined : null;
  const by: Readonly<Partial<Record<string, readonly [row: number, column: number]>>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const step = by[key];
  if (!step) return undefined;
  if (!cell) return { row: 0, column: 0 };
  const inside = (at: number, size: number): number => Math.max(0, Math.min(size - 1, at));
  return { row: inside(cell.row + step[0], rows), column: inside(cell.column + step[1], columns) };
}
