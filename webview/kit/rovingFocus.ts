import { defaultRangeExtractor, type Range } from '@tanstack/lit-virtual';

/** The row that arrow keys lead to from `at`; null where the key is not one of a list's. */
export function movedRow(key: string, at: number, rows: number, page: number): number | null {
  const to = {
    ArrowUp: at - 1,
    ArrowDown: at + 1,
    PageUp: at - page,
    PageDown: at + page,
    Home: 0,
    End: rows - 1,
  }[key];
  return to === undefined || rows === 0 ? null : Math.min(rows - 1, Math.max(0, to));
}

/** A key that a list has used: it must neither scroll nor reach VS Code's keybindings. */
export function consume(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}

/** The rows in sight of a virtual list, and one more, if it is one: that with the focus, which must not vanish when it is scrolled. */
export function withRow(range: Range, row: number): number[] {
  const rows = defaultRangeExtractor(range);
  if (row < 0 || row >= range.count || rows.includes(row)) return rows;
  return [...rows, row].sort((a, b) => a - b);
}
