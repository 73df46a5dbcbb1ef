import { batchShare, initialWeight, isTracking, type Layer } from '../../engine/index.js';
import { hasTrained } from './layerForPass.js';
import type { PassRecord } from './passRecord.js';

/** What is left, at some point of a program, of the running values that were given: the initial ones, or those that were set last. */
export interface InitialShare {
  /** Train passes that have run since then. */
  readonly trained: number;
  /** 0 to 1. */
  readonly weight: number;
  /** What there was when the momentum became another; since then it has been one. */
  readonly since: { readonly trained: number; readonly weight: number };
  /** Absent before the first pass. */
  readonly momentum?: number | null;
}

/** Where they are given all of it is. */
export const WHOLE_SHARE: InitialShare = { trained: 0, weight: 1, since: { trained: 0, weight: 1 } };

/** What one more pass leaves of it. Where the pass begins with other running values, those are what was given. */
export function shareAfter(last: InitialShare, pass: PassRecord): InitialShare {
  const { layer } = pass;
  const { momentum } = layer.convention;
  const before = setsRunningValues(pass) ? WHOLE_SHARE : last;
  const trained = before.trained + (hasTrained(pass) ? 1 : 0);
  const isSame = before.momentum === undefined || before.momentum === momentum;
  const since = isSame ? before.since : { trained: before.trained, weight: before.weight };
  if (!countsBatches(layer)) return { trained, since, momentum, weight: shareByMomentum(layer, { trained, since }) };
  const taken =
    hasTrained(pass) && pass.moments ? batchShare(layer.convention, pass.before, pass.after, pass.moments.count) : 0;
  return { trained, since, momentum, weight: before.weight * (1 - taken) };
}

/** The share as train passes of one momentum leave it, whatever was counted beside them. */
export function shareByMomentum(layer: Layer, { trained, since }: Pick<InitialShare, 'trained' | 'since'>): number {
  return trained === 0 ? 1 : since.weight * initialWeight(layer, trained - since.trained);
}

/** Whether a pass begins with running values that were set, and not with those that the pass before left. */
export function setsRunningValues({ set }: PassRecord): boolean {
  return set?.runningMean !== undefined || set?.runningVar !== undefined;
}

/** Whether what a batch weighs depends on the batches before: those that are only counted leave the values their share. */
function countsBatches(layer: Layer): boolean {
  const { momentum, average, updates } = layer.convention;
  return (
    (average !== 'exponential' || momentum === null) && average !== 'none' && updates !== 'never' && isTracking(layer)
  );
}
