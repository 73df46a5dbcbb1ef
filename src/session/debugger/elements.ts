import type { ArrayValue, Value } from '../expressions/index.js';

/** An index along each axis of an array; null: all of it. */
export type Indices = readonly (number | null)[];

/** The part of an array that indices leave, a view of it. */
export function partOf(value: ArrayValue, indices: Indices): Value {
  const { shape, at, element } = value;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const offset = indices.reduce<number>((sum, index, axis) => sum + (index ?? 0) * strides[axis], 0);
  const left = shape.flatMap((length, axis) => (indices[axis] === null ? [{ length, stride: strides[axis] }] : []));
  if (left.length === 0) return element === 'boolean' ? at(offset) !== 0 : at(offset);
  return {
    element,
    shape: left.map(({ length }) => length),
    at: (index) => {
      let place = offset;
      let rest = index;
      for (const { length, stride } of left.toReversed()) {
        place += (rest % length) * stride;
        rest = Math.floor(rest / length);
      }
      return at(place);
    },
  };
}

/** The axis that the children of a part go along: the channels first, then the others in order; -1: it has none. */
export function nextAxis(indices: Indices, channelAxis: number): number {
  return indices[channelAxis] === null ? channelAxis : indices.indexOf(null);
}

/** `[:, 3]`, `[0, 3, 2]` */
export function indexText(indices: Indices): string {
  const last = indices.findLastIndex((index) => index !== null);
  return `[${indices
    .slice(0, last + 1)
    .map((index) => index ?? ':')
    .join(', ')}]`;
}
