import { stagesOf, type StageId } from '../../engine/index.js';
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

/** The stages of a pass that has run; of one that was refused none. */
export function stageIdsOf(record: PassRecord): readonly StageId[] {
  if (record.kind === 'refused') return [];
  return stagesOf(layerForPass(record.layer, record.plan), record.plan.mode).map(({ id }) => id);
}
