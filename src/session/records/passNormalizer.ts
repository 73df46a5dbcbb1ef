import { advance, type Normalizer } from '../../engine/index.js';
import type { ComputedPass } from './passRecord.js';

/** What a computed pass normalized with: the batch's own statistics in train, the running values in eval. */
export function passNormalizer({ layer, plan, moments, before, shape }: ComputedPass): Normalizer {
  return advance(layer, plan.mode, moments, before, shape).normalizer;
}
