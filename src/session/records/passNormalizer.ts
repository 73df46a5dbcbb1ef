import { normalizerOf, type Normalizer } from '../../engine/index.js';
import type { ComputedPass } from './passRecord.js';

/** Of the pass that was asked for last: all views of a step are about the same one, and each needs one channel of it. */
let last = new WeakMap<ComputedPass, Normalizer>();

/** What a computed pass normalized with: the batch's own statistics in train, the running values in eval. Not to be changed. */
export function passNormalizer(pass: ComputedPass): Normalizer {
  const known = last.get(pass);
  if (known) return known;
  const { layer, plan, moments, before, shape } = pass;
  const normalizer = normalizerOf(layer, plan.mode, moments, before, shape);
  last = new WeakMap([[pass, normalizer]]);
  return normalizer;
}
