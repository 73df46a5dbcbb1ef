/** The first and the last of some places, and those where each of the functions is largest, in order. */
export function outermost(
  places: readonly number[],
  ...most: readonly ((place: number) => number)[]
): readonly number[] {
  const kept = new Set([places[0], places[places.length - 1]]);
  for (const of of most) {
    let best = places[0];
    let largest = of(best);
    for (const place of places) {
      const own = of(place);
      if (!(own > largest)) continue;
      best = place;
      largest = own;
    }
    kept.add(best);
  }
  return [...kept].sort((a, b) => a - b);
}
