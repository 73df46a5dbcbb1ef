/** NumPy's own limit on axes, since 2.0. */
export const maxRank = 64;

/**
 * Whether the elements of a shape can be counted exactly. As in NumPy, sizes of 0 do not make up for others: all but
 * those are multiplied.
 */
export function isCountable(shape: readonly number[]): boolean {
  return shape.filter((size) => size > 0).reduce((product, size) => product * size, 1) <= Number.MAX_SAFE_INTEGER;
}
