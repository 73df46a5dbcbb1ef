import { ExpressionError } from '../expressionError.js';
import type { Elements, Operand } from './value.js';

/** What one place between `[` and `]` takes of its axis, as Python counts: negative ones from the end. */
export type Taken =
  | { readonly kind: 'at'; readonly index: number; readonly position: number }
  | {
      readonly kind: 'slice';
      readonly start: number | undefined;
      readonly stop: number | undefined;
      readonly step: number;
    };

/**
 * A part of an array as a view of it, a number where every axis has an index. Axes behind the last place stay whole;
 * slices end where the array ends, as in Python.
 * @throws ExpressionError for more places than axes (at `position`), and for an index that the axis does not have.
 */
export function subscripted({ shape, at }: Elements, places: readonly Taken[], position: number): Operand {
  if (places.length > shape.length) {
    throw new ExpressionError(position, {
      problem: 'too many indices',
      expected: `at most ${shape.length} for shape [${shape.join(', ')}]`,
      found: `${places.length}`,
    });
  }
  const lengths: number[] = [];
  const strides: number[] = [];
  let offset = 0;
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const place = places.at(axis);
    const { start, length, step } = along(place, shape[axis]);
    offset += start * stride;
    if (place?.kind !== 'at') {
      lengths.unshift(length);
      strides.unshift(step * stride);
    }
    stride *= shape[axis];
  }
  if (lengths.length === 0) return at(offset);
  return { shape: lengths, at: (index) => at(offset + placeOf(index, lengths, strides)) };
}

function along(taken: Taken | undefined, length: number): { start: number; length: number; step: number } {
  if (taken === undefined) return { start: 0, length, step: 1 };
  if (taken.kind === 'at') return { start: indexIn(length, taken), length: 1, step: 1 };
  const bound = (index: number): number => Math.min(Math.max(index < 0 ? index + length : index, 0), length);
  const start = bound(taken.start ?? 0);
  const stop = bound(taken.stop ?? length);
  return { start, length: Math.max(0, Math.ceil((stop - start) / taken.step)), step: taken.step };
}

function indexIn(length: number, { index, position }: { readonly index: number; readonly position: number }): number {
  if (index >= -length && index < length) return index < 0 ? index + length : index;
  const expected = length === 0 ? 'an axis that is not empty' : `an index from ${-length} to ${length - 1}`;
  throw new ExpressionError(position, { expected, found: `${index}` });
}

/** Where an element of the view is in the array, less the view's offset. */
function placeOf(index: number, lengths: readonly number[], strides: readonly number[]): number {
  let place = 0;
  let rest = index;
  for (let axis = lengths.length - 1; axis > 0; axis--) {
    place += (rest % lengths[axis]) * strides[axis];
    rest = Math.floor(rest / lengths[axis]);
  }
  return place + rest * strides[0];
}
