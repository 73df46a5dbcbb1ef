import type { ModelColumns } from '../../../src/session/index.js';

/** A few steps are not stretched over the whole width. */
const widestColumn = 48;

/** The axis of all rows: a column is whole pixels wide; with more columns than pixels, a pixel holds several. */
export interface StepAxis {
  /** Columns on the axis, half-open. */
  readonly from: number;
  readonly to: number;
  readonly columnWidth: number;
  /** Columns of pixels; fewer than columns of the model where several share one. */
  readonly drawn: number;
  /** Width in pixels. */
  readonly width: number;
}

export function stepAxis(width: number, columns: number, zoom: readonly [number, number] | null): StepAxis {
  const from = Math.max(0, Math.min(zoom?.[0] ?? 0, columns - 1));
  const to = Math.max(from, Math.min(zoom?.[1] ?? columns, columns));
  const room = Math.max(1, Math.floor(width));
  const drawn = Math.min(to - from, room);
  const columnWidth = Math.max(1, Math.min(widestColumn, Math.floor(room / Math.max(1, drawn))));
  return { from, to, columnWidth, drawn, width: drawn * columnWidth };
}

/** Left edge of a column; of one before the axis its own. */
export function columnLeft({ from, to, drawn, columnWidth }: StepAxis, column: number): number {
  if (column < from) return 0;
  return Math.min(drawn, Math.ceil(((column - from + 1) * drawn) / Math.max(1, to - from)) - 1) * columnWidth;
}

export function columnMiddle(axis: StepAxis, column: number): number {
  return columnLeft(axis, column) + axis.columnWidth / 2;
}

/** The first column in a pixel; null beside the axis. */
export function columnAt(axis: StepAxis, x: number): number | null {
  if (!(x >= 0 && x < axis.width)) return null;
  return axis.from + Math.floor((Math.floor(x / axis.columnWidth) * (axis.to - axis.from)) / axis.drawn);
}

/** The columns from one pixel to another, half-open. */
export function columnsBetween(
  { from, to, drawn, columnWidth }: StepAxis,
  left: number,
  right: number,
): readonly [number, number] {
  const pixel = (x: number): number => Math.min(drawn - 1, Math.floor(x / columnWidth));
  const first = (at: number): number => from + Math.floor((at * (to - from)) / drawn);
  return [first(pixel(left)), first(pixel(right) + 1)];
}

/** Whether a column is on the axis. */
export function isOnAxis({ from, to }: Pick<StepAxis, 'from' | 'to'>, column: number): boolean {
  return column >= from && column < to;
}

/**
 * The values of a row as they are drawn, and where there is nothing: of several columns in one pixel that with the
 * largest magnitude, NaN before all.
 * @param passes [columns], 0 where there is no pass
 */
export function drawnRow(
  axis: StepAxis,
  values: ArrayLike<number>,
  passes: ArrayLike<number>,
): { readonly values: Float64Array; readonly masked: Uint8Array } {
  const row = new Float64Array(axis.drawn);
  const masked = new Uint8Array(axis.drawn).fill(1);
  for (let column = axis.from; column < axis.to; column++) {
    if (passes[column] === 0) continue;
    const at = columnLeft(axis, column) / axis.columnWidth;
    if (masked[at] || isWorse(values[column], row[at])) row[at] = values[column];
    masked[at] = 0;
  }
  return { values: row, masked };
}

/** Whether it stands before the other: NaN before all, then by magnitude. */
export function isWorse(value: number, than: number): boolean {
  if (Number.isNaN(than)) return false;
  return Number.isNaN(value) || Math.abs(value) > Math.abs(than);
}

export interface StepLabel {
  readonly column: number;
  readonly x: number;
  readonly text: string;
}

/** Labels under the axis at round steps, the first and the last; the current one is always there. */
export function stepLabels(axis: StepAxis, { steps }: ModelColumns, current: number | null): readonly StepLabel[] {
  // The ends stay on the picture.
  const label = (column: number): StepLabel => {
    const text = String(steps[column]);
    const half = text.length * 3;
    return { column, x: Math.max(half, Math.min(axis.width - half, columnMiddle(axis, column))), text };
  };
  const labels: StepLabel[] = [];
  const fits = (one: StepLabel): boolean =>
    labels.every((other) => Math.abs(one.x - other.x) >= (one.text.length + other.text.length) * 3.5 + 10);
  const add = (column: number): void => {
    if (isOnAxis(axis, column) && fits(label(column))) labels.push(label(column));
  };
  if (current !== null) add(current);
  add(axis.from);
  add(axis.to - 1);
  const span = Math.abs(steps[axis.to - 1] - steps[axis.from]);
  const every = roundStep(span / Math.max(1, axis.width / 90));
  for (let column = axis.from; column < axis.to; column++)
    if (steps[column] % every === 0 && steps[column] !== steps[column - 1]) add(column);
  return labels.sort((a, b) => a.column - b.column);
}

/** The next of 1, 2, 5, 10, 20 … */
function roundStep(least: number): number {
  for (let size = 1; ; size *= 10) {
    for (const factor of [1, 2, 5]) if (factor * size >= least) return factor * size;
  }
}

/** The column before or after this one that holds a pass of the mode; itself where there is none. */
export function movedColumn({ modes }: ModelColumns, column: number, by: -1 | 1, isEval: boolean): number {
  for (let at = column + by; at >= 0 && at < modes.length; at += by) if (!isEval || modes[at] === 0) return at;
  return column;
}
