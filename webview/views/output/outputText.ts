import type { Slice } from '../../../src/session/index.js';
import type { TableContent } from '../../charts/hiddenTable.js';
import { significant } from '../../kit/format.js';
import { indexAt, placeOf, sliceText, type OutputModel } from './outputModel.js';

/** Where an arrow key moves the frame inside the window; from nowhere it starts at the picked value. */
export function moveInSlice(
  model: OutputModel,
  slice: Pick<Slice, 'rows' | 'columns'>,
  hovered: readonly number[] | null,
  picked: readonly number[],
  key: string,
): readonly number[] | null {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  if (!(key in steps)) return null;
  const from = hovered ? placeOf(model, slice, hovered) : null;
  if (!from) {
    const start = placeOf(model, slice, picked) ?? { row: 0, column: 0 };
    return indexAt(model, start.row, start.column);
  }
  const clamp = (at: number, size: number): number => Math.max(0, Math.min(size - 1, at));
  const [down, right] = steps[key];
  return indexAt(model, clamp(from.row + down, slice.rows), clamp(from.column + right, slice.columns));
}

/** The window's numbers, a value a row. */
export function sliceTable(model: OutputModel, { rows, columns, x, normalized, y }: Slice): TableContent {
  const { axes, names } = model;
  const parts = [
    { head: 'x', values: x },
    { head: 'x̂', values: normalized },
    { head: 'y', values: y },
  ].flatMap(({ head, values }) => (values ? [{ head, values }] : []));
  const place = [axes.row, axes.column].flatMap((axis) => (axis === null ? [] : [axis]));
  return {
    caption: `Values of ${sliceText(model)}`,
    heads: [place.map((axis) => names[axis]).join(', '), ...parts.map(({ head }) => head)],
    rowCount: rows * columns,
    row: (at) => {
      const index = indexAt(model, Math.floor(at / columns), at % columns);
      return [place.map((axis) => index[axis]).join(', '), ...parts.map(({ values }) => significant(values[at], 4))];
    },
  };
}
