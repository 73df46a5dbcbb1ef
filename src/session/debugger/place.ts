import { stagesOf, type Layer, type StageId } from '../../engine/index.js';
import { layerForPass, type PassRecord } from '../records/index.js';
import type { Cursor } from '../run/index.js';

/**
 * A place of a program, as a cursor: before pass `pass` where `stage` is null, otherwise in it, before that stage. In the
 * order in which a program runs, the place before a pass comes first, then those of its stages.
 */
export type Place = Cursor;

/** Negative where `a` comes before `b`. */
export function placeOrder(a: Place, b: Place): number {
  return a.pass - b.pass || (a.stage ?? -1) - (b.stage ?? -1);
}

/** Of a layer, by mode, and whether the pass keeps the state: a run asks at every pass. */
const known = new WeakMap<Layer, Map<string, readonly StageId[]>>();

/** The stages of a pass that has run; of one that was refused none. */
export function stageIdsOf({ kind, layer, plan }: PassRecord): readonly StageId[] {
  if (kind === 'refused') return [];
  const ofLayer = known.get(layer) ?? new Map<string, readonly StageId[]>();
  known.set(layer, ofLayer);
  const key = `${plan.mode} ${String(plan.keepsState)}`;
  const stages = ofLayer.get(key) ?? stagesOf(layerForPass(layer, plan), plan.mode).map(({ id }) => id);
  ofLayer.set(key, stages);
  return stages;
}
