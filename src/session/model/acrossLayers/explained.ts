import type { Placed } from '../layerFinding.js';

/** What follows from what: by the finding that is explained, the one that explains it. */
export type Explained = ReadonlyMap<Placed, Placed>;

/** The end of the way from what follows to its cause. */
export function causeOf(one: Placed, explained: Explained): Placed {
  let cause = one;
  for (let next = explained.get(cause); next; next = explained.get(next)) cause = next;
  return cause;
}
