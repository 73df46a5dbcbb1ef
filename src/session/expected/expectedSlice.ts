import { elementCount } from '../../engine/index.js';
import type { ExpectedTensor } from './expectedTensor.js';

export interface ExpectedSliceRequest {
  /** Axes shown as rows and as columns, counted from 0; null: one row. */
  readonly rowAxis: number | null;
  readonly columnAxis: number;
  /** One index for every axis; the two shown ones begin at theirs. */
  readonly index: readonly number[];
  readonly maxRows: number;
  readonly maxColumns: number;
}

/** A window onto two axes of what was expected and of what was found, [rows, columns] each. */
export interface ExpectedSlice {
  readonly rows: number;
  readonly columns: number;
  readonly expected: Float64Array;
  readonly found: Float64Array;
}

/** @throws RangeError where the tensor has no such axis or index; as the reading of either */
export async function expectedSlice(
  { shape, read }: ExpectedTensor,
  { rowAxis, columnAxis, index, maxRows, maxColumns }: ExpectedSliceRequest,
): Promise<ExpectedSlice> {
  const isAxis = (axis: number) => axis >= 0 && axis < shape.length;
  if (!isAxis(columnAxis) || (rowAxis !== null && !isAxis(rowAxis)) || rowAxis === columnAxis) {
    throw new RangeError(`axes ${rowAxis ?? 'none'} and ${columnAxis}: the tensor has shape [${shape.join(', ')}]`);
  }
  const start = shape.map((size, axis) => Math.min(Math.max(0, index.at(axis) ?? 0), size - 1));
  const sizeOf = (axis: number, limit: number) => Math.min(shape[axis] - start[axis], limit);
  const rows = rowAxis === null ? 1 : sizeOf(rowAxis, maxRows);
  const columns = sizeOf(columnAxis, maxColumns);
  const ofFirstAxis = rowAxis === 0 ? rows : columnAxis === 0 ? columns : 1;
  const strides = shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
  // Only these rows are read: the others of axis 0 are not shown.
  const values = await read(start[0], ofFirstAxis);
  const first = start.reduce((sum, at, axis) => sum + (axis === 0 ? 0 : at * strides[axis]), 0);
  const [expected, found] = [new Float64Array(rows * columns), new Float64Array(rows * columns)];
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, cell++) {
      const at = first + (rowAxis === null ? 0 : row * strides[rowAxis]) + column * strides[columnAxis];
      expected[cell] = values.expected[at];
      found[cell] = values.found[at];
    }
  }
  return { rows, columns, expected, found };
}
