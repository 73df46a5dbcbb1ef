/** What findings of one severity are sorted by: a distance, where one that is NaN costs more than any. */
export function effectOf(distance: number): number {
  return Number.isNaN(distance) ? Infinity : distance;
}

/**
 * The distance d that a cause costs, of a batch beside whose variance eps is nothing: the root mean square of what eval's x̂
 * differs by from train's.
 * @param gap in running σ
 * @param spread of the batch in running σ; NaN: it has none
 */
export function distanceFor(gap: number, spread: number): number {
  return Math.hypot(gap, spread - 1 || 0);
}
