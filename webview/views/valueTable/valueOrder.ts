/** A column of numbers, one for each channel. */
export interface ValueColumn {
  readonly id: string;
  readonly head: string;
  readonly hint: string;
  readonly values: Float64Array;
  /** How a value is written; as other numbers of a table where absent. */
  readonly text?: (value: number) => string;
}

export interface ValueSort {
  /** `channel`, or a column's id. */
  readonly column: string;
  readonly descending: boolean;
}

/** Channels by number, or by the magnitude of a column's values, NaN before all; equal ones by number. */
export function valueOrder(
  columns: readonly ValueColumn[],
  channels: number,
  { column, descending }: ValueSort,
): Uint32Array {
  const order = Uint32Array.from({ length: channels }, (_, channel) => channel);
  const values = columns.find(({ id }) => id === column)?.values;
  if (!values) return descending ? order.reverse() : order;
  const size = values.map((value) => (Number.isNaN(value) ? Infinity : Math.abs(value)));
  const isNan = (channel: number): number => Number(Number.isNaN(values[channel]));
  const sign = descending ? -1 : 1;
  return order.sort((a, b) => {
    if (isNan(a) !== isNan(b)) return sign * (isNan(a) - isNan(b));
    if (size[a] !== size[b]) return sign * (size[a] < size[b] ? -1 : 1);
    return a - b;
  });
}
