/** The first and the last of some places, and those where each of the functions is largest, in order. */
export function outermost(
  places: readonly number[],
  ...most: readonly ((place: number) => number)[]
): readonly number[] {
  const kept = new Set([places[0], places[places.length - 1]]);
  for (const of of most) kept.add(places.reduce((best, place) => (of(place) > of(best) ? place : best)));
  return [...kept].sort((a, b) => a - b);
}
