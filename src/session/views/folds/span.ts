/** Items that are shown in cells, one each or fewer. */
export interface Span {
  readonly first: number;
  readonly size: number;
  readonly cells: number;
}

/** A half-open range, held within 0 to `size`, and its cells. */
export function spanOf(range: readonly [number, number] | undefined, size: number, most: number): Span {
  const first = Math.min(size, Math.max(0, Math.floor(range?.[0] ?? 0)));
  const end = Math.min(size, Math.max(first, Math.ceil(range?.[1] ?? size)));
  return { first, size: end - first, cells: Math.min(end - first, Math.max(1, most)) };
}

/** Where a cell begins. */
export function startOf({ first, size, cells }: Span, cell: number): number {
  return first + (cells === size ? cell : Math.floor((cell * size) / cells));
}

/** Places within a span, from its first item on. */
export type Offsets = Uint16Array | Uint32Array;

/** So many of them, for a span of so many items. */
export function offsetsFor(size: number, length: number): Offsets {
  return size <= 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
}

/** Whether a value is to be shown rather than one that is already there: NaN before all, then the larger magnitude. */
export function outranks(value: number, shown: number): boolean {
  return !(Math.abs(value) <= Math.abs(shown)) && !Number.isNaN(shown);
}
