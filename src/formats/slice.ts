import { FormatError } from './formatError.js';

/** What is taken of one axis: some entries; `isDropped`, one entry, and the axis is gone. */
export interface AxisSlice {
  readonly start: number;
  readonly count: number;
  readonly isDropped: boolean;
}

/** An entry of an axis, which drops the axis, or some entries of it. */
export type Pick = { readonly index: number } | { readonly start: number; readonly count: number };

/**
 * Reads what NumPy has between brackets: `3`, `:, 32:64`, `-1`. An index drops its axis, a range keeps it; axes that are
 * not named are taken whole.
 * @throws FormatError for anything else, and for what the shape does not have
 */
export function parseSlice(text: string, shape: readonly number[], file: string): readonly AxisSlice[] {
  const refuse = (problem: string, expected: string, found: string) =>
    new FormatError({ file, place: `slice [${text}]`, problem, expected, found });
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length > shape.length) {
    const problem = 'it names more axes than the tensor has';
    throw refuse(problem, `at most ${shape.length}, of shape [${shape.join(', ')}]`, `${parts.length}`);
  }
  return shape.map((size, axis) => {
    const part = axis < parts.length ? parts[axis] : ':';
    const groups = /^(?:(?<index>[+-]?\d+)|(?<from>[+-]?\d+)?:(?<to>[+-]?\d+)?)$/.exec(part)?.groups;
    if (!groups) {
      throw refuse(`its part for axis ${axis} is no index and no range`, 'such as 3, 32:64 or :', part || 'nothing');
    }
    const named: Partial<Record<string, string>> = groups;
    const { index, from, to } = named;
    const at = (given: string | undefined, otherwise: number): number => {
      const value = given === undefined ? otherwise : Number(given);
      return value < 0 ? value + size : value;
    };
    const start = at(index ?? from, 0);
    const end = index === undefined ? at(to, size) : start + 1;
    if (start < 0 || end > size || start >= end) {
      const have = size === 0 ? 'an axis with entries' : `entries 0 to ${size - 1}`;
      throw refuse(`axis ${axis} has no such entries`, have, part);
    }
    return { start, count: end - start, isDropped: index !== undefined };
  });
}

/**
 * The same slice with less of one of the axes that it keeps.
 * @param axis among those that are kept, from 0
 */
export function narrowed(slice: string | undefined, axis: number, pick: Pick): string {
  const parts = slice === undefined ? [] : slice.split(',').map((part) => part.trim());
  const isKept = (part: string | undefined): boolean => part === undefined || part.includes(':');
  let place = 0;
  for (let kept = -1; ; place++) {
    if (isKept(parts.at(place)) || place >= parts.length) kept += 1;
    if (kept === axis) break;
  }
  while (parts.length <= place) parts.push(':');
  const [from = ''] = parts[place].split(':');
  const before = from === '' ? 0 : Number(from);
  if ('index' in pick) parts[place] = String(before + pick.index);
  else {
    const end = before + pick.start + pick.count;
    // Counted from the end, the end is no number.
    parts[place] = `${before + pick.start}:${before < 0 && end === 0 ? '' : end}`;
  }
  return parts.join(', ');
}

/** The axis that a slice drops, where it drops one and nothing else; null otherwise. */
export function droppedAxis(slice: string | undefined): number | null {
  const parts = slice === undefined ? [] : slice.split(',').map((part) => part.trim());
  const dropped = parts.flatMap((part, axis) => (part.includes(':') ? [] : [axis]));
  return dropped.length === 1 ? dropped[0] : null;
}

/** Whether a slice keeps an axis without all of its entries. */
export function hasRange(slice: string | undefined): boolean {
  return slice?.split(',').some((part) => part.includes(':') && part.trim() !== ':') ?? false;
}
