/** Entries of axis 0. */
export interface Rows {
  readonly start: number;
  readonly count: number;
}

/** @throws RangeError where the tensor does not have these rows; that is a mistake of the caller, not of the file. */
export function checkedRows(name: string, shape: readonly number[], start: number, count: number): Rows {
  const isWhole = Number.isInteger(start) && Number.isInteger(count);
  if (shape.length === 0 || !isWhole || start < 0 || count < 0 || start + count > shape[0]) {
    throw new RangeError(`${name}: no rows ${start} to ${start + count} in a tensor of shape [${shape.join(', ')}]`);
  }
  return { start, count };
}
