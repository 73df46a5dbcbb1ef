/** What findings of one severity are sorted by: a distance, where one that is NaN costs more than any. */
export function effectOf(distance: number): number {
  return Number.isNaN(distance) ? Infinity : distance;
}
