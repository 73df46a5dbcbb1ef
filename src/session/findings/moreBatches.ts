import { initialWeight, type Layer } from '../../engine/index.js';

/** No program runs longer; a weight that is still above the limit then never gets there for practical purposes. */
const LONGEST = 1e7;

/** Train passes after which the weight of what was before is under `limit`; null where it does not fall so far. */
export function passesUntil(layer: Layer, limit: number): number | null {
  if (!(initialWeight(layer, LONGEST) < limit)) return null;
  let enough = 1;
  while (initialWeight(layer, enough) >= limit) enough *= 2;
  let tooFew = Math.floor(enough / 2);
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (initialWeight(layer, middle) < limit) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** Whether old batches fade from the running values at a rate of their own, so that more batches of a kind replace them. */
export function forgets({ convention }: Layer): boolean {
  return convention.average === 'exponential' && convention.momentum !== null && convention.updates !== 'never';
}
