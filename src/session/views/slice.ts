import { normalizeOne } from '../../engine/index.js';
import type { Session } from '../run/index.js';
import {
  type BatchAccess,
  boxOfBatch,
  clampedIndex,
  flatIndexOf,
  groupOf,
  indexOf,
  stridesOf,
} from '../batches/index.js';
import { passNormalizer } from '../records/index.js';
import { shownPass } from './shownPass.js';
import type { Slice, SliceRequest } from './view.js';

/**
 * A window onto two axes of the batch, the other indices fixed: x, x̂ and y. y is rounded as the engine's output is.
 *
 * @throws RangeError where an axis does not exist, or one is asked for twice.
 */
export async function slice(session: Session, request: SliceRequest, access: BatchAccess): Promise<Slice> {
  const shown = await shownPass(session, request.pass, access);
  const { shape, layout, record } = shown;
  const { rowAxis, columnAxis } = request;
  assertAxes(rowAxis, columnAxis, shape);

  const strides = stridesOf(shape);
  const first = flatIndexOf(request.index, shape);
  const rows = rowAxis === null ? 1 : windowSize(request.index.at(rowAxis), shape[rowAxis], request.maxRows);
  const columns = windowSize(request.index.at(columnAxis), shape[columnAxis], request.maxColumns);
  const rowStride = rowAxis === null ? 0 : strides[rowAxis];
  const columnStride = strides[columnAxis];

  const at = indexOf(first, shape);
  const count = shape.map((_, axis) => (axis === rowAxis ? rows : axis === columnAxis ? columns : 1));
  const values = await boxOfBatch(access, shown.plan.batch, { start: at, count });
  const isTransposed = rowAxis !== null && rowAxis > columnAxis;

  const normalizer = record && passNormalizer(record);
  const round = values instanceof Float32Array ? Math.fround : Number;
  const x = new Float64Array(rows * columns);
  const normalized = normalizer && new Float64Array(rows * columns);
  // Where a Linear mixes the channels, one value of x̂ does not decide y.
  const y = normalizer && !normalizer.linear ? new Float64Array(rows * columns) : null;
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, cell++) {
      const flat = first + row * rowStride + column * columnStride;
      const value = values[isTransposed ? column * rows + row : cell];
      x[cell] = value;
      if (!normalizer || !normalized) continue;
      const one = normalizeOne(value, groupOf(flat, layout), normalizer);
      normalized[cell] = one.normalized;
      if (y) y[cell] = round(one.y);
    }
  }
  return { rows, columns, x, normalized, y, shape };
}

function windowSize(first: number | undefined, size: number, limit: number): number {
  return Math.min(size - clampedIndex(first, size), Math.max(1, Math.floor(limit)));
}

function assertAxes(rowAxis: number | null, columnAxis: number, shape: readonly number[]): void {
  for (const axis of rowAxis === null ? [columnAxis] : [rowAxis, columnAxis]) {
    if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length) {
      throw new RangeError(`axis ${axis}: the tensor has shape [${shape.join(', ')}]`);
    }
  }
  if (rowAxis === columnAxis) throw new RangeError(`axis ${columnAxis} cannot be both rows and columns`);
}
