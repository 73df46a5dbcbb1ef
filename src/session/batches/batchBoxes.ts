import type { Values } from '../../engine/index.js';
import type { Box } from '../../formats/index.js';

/** The share of a box that one of several parts has, joined along axis 0; null where it has none. */
export function boxInPart({ start, count }: Box, firstRow: number, rows: number): Box | null {
  const from = Math.max(start[0], firstRow);
  const to = Math.min(start[0] + count[0], firstRow + rows);
  if (to <= from) return null;
  return { start: [from - firstRow, ...start.slice(1)], count: [to - from, ...count.slice(1)] };
}

/** Boxes one behind the other along axis 0, as one. */
export function joinedValues(pieces: readonly Values[]): Values {
  if (pieces.length === 1) return pieces[0];
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  const isSingle = pieces.every((piece) => piece instanceof Float32Array);
  const values = isSingle ? new Float32Array(size) : new Float64Array(size);
  let at = 0;
  for (const piece of pieces) {
    values.set(piece, at);
    at += piece.length;
  }
  return values;
}

/** A box cut across its slowest axes into boxes of at most `most` elements, in the order in which they are stored. */
export function* smallerBoxes(box: Box, order: 'C' | 'Fortran', most: number): Generator<Box> {
  const { start, count } = box;
  const size = count.reduce((product, n) => product * n, 1);
  const isLong = (n: number) => n > 1;
  const axis = order === 'C' ? count.findIndex(isLong) : count.findLastIndex(isLong);
  if (size <= most || axis < 0) {
    yield box;
    return;
  }
  const step = Math.max(1, Math.floor((most * count[axis]) / size));
  for (let from = 0; from < count[axis]; from += step) {
    const piece = {
      start: start.with(axis, start[axis] + from),
      count: count.with(axis, Math.min(step, count[axis] - from)),
    };
    yield* smallerBoxes(piece, order, most);
  }
}
