import type { Overview } from '../../../src/session/index.js';

/** The index of a cell, whose columns come one after another. */
export function cellAt({ rows }: Pick<Overview, 'rows'>, row: number, column: number): number {
  return column * rows + row;
}

/** The channel and the pass whose value a cell shows. */
export function shownIn(
  overview: Omit<Overview, 'quantity' | 'values' | 'masked'>,
  row: number,
  column: number,
): { readonly pass: number; readonly channel: number } {
  const { firstChannel, channel, firstPass, pass } = overview;
  const cell = cellAt(overview, row, column);
  return { pass: firstPass + (pass ? pass[cell] : column), channel: firstChannel + (channel ? channel[cell] : row) };
}

/** Its cells row after row, as they are painted, [rows, columns]. */
export function inRows({ rows, columns, values, masked }: Omit<Overview, 'quantity'>): {
  readonly values: Float64Array;
  readonly masked: Uint8Array;
} {
  const painted = { values: new Float64Array(rows * columns), masked: new Uint8Array(rows * columns) };
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      painted.values[at] = values[column * rows + row];
      painted.masked[at] = masked[column];
    }
  }
  return painted;
}
