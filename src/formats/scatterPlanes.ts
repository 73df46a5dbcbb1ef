import type { Decoded } from './decoding.js';
import type { Rows } from './rows.js';

/** Elements `from` to `to` of `side` neighbouring planes, each plane `stride` elements after the one before. */
export interface Tile<T extends Decoded> {
  readonly tile: T;
  readonly stride: number;
  readonly from: number;
  readonly to: number;
  readonly side: number;
}

/**
 * A function that puts tiles of a Fortran-ordered tensor, `plane` and then `planes` long, where C order has them.
 * Of axis 0, which is the fastest within a plane, only `rows` are kept. An element takes `lanes` entries of the arrays.
 */
export function scatterPlanes<T extends Decoded>(
  plane: readonly number[],
  planes: number,
  rows: Rows,
  lanes: 1 | 2,
): (tile: Tile<T>, target: T, firstPlane: number) => void {
  // C-order strides: strides[axis] is the product of all lengths after the axis.
  const strides = plane.map((_, axis) => plane.slice(axis + 1).reduce((product, length) => product * length, planes));
  const lineLength = plane[0];

  return ({ tile, stride, from, to, side }, target, firstPlane) => {
    const index = indexOf(plane, from);
    for (let at = from; at < to;) {
      const lineEnd = Math.min(to, at - index[0] + lineLength);
      const lineStart = at - index[0];
      const first = Math.max(at, lineStart + rows.start);
      const last = Math.min(lineEnd, lineStart + rows.start + rows.count);
      let place = firstPlane - rows.start * strides[0] + (first - lineStart) * strides[0];
      for (let axis = 1; axis < plane.length; axis++) place += index[axis] * strides[axis];
      if (lanes === 1) copyRuns(tile, first - from, last - from, stride, side, target, place, strides[0]);
      else copyWideRuns(tile, first - from, last - from, stride, side, target, place, strides[0]);

      at = lineEnd;
      index[0] = 0;
      for (let axis = 1; axis < plane.length && ++index[axis] === plane[axis]; axis++) index[axis] = 0;
    }
  };
}

/** The index of the element that stands at `place` of a plane in Fortran order. */
function indexOf(plane: readonly number[], place: number): number[] {
  let rest = place;
  return plane.map((length) => {
    const index = rest % length;
    rest = (rest - index) / length;
    return index;
  });
}

function copyRuns(
  tile: Decoded,
  first: number,
  last: number,
  stride: number,
  side: number,
  target: Decoded,
  place: number,
  step: number,
): void {
  for (let at = first; at < last; at++, place += step) {
    for (let i = 0, from = at; i < side; i++, from += stride) target[place + i] = tile[from];
  }
}

function copyWideRuns(
  tile: Decoded,
  first: number,
  last: number,
  stride: number,
  side: number,
  target: Decoded,
  place: number,
  step: number,
): void {
  for (let at = first; at < last; at++, place += step) {
    for (let i = 0, from = 2 * at; i < side; i++, from += 2 * stride) {
      target[2 * (place + i)] = tile[from];
      target[2 * (place + i) + 1] = tile[from + 1];
    }
  }
}
