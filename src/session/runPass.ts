import { advance, EngineError, type Layer, type LayerState, type Moments } from '../engine/index.js';
import type { PassRecord, PlannedPass } from './session.js';

/** One pass from its batch's moments: arithmetic on one number per channel. A refusal becomes the record. */
export function runPass(
  layer: Layer,
  plan: PlannedPass,
  before: LayerState,
  batch: { readonly shape: readonly number[]; readonly moments: Moments },
): PassRecord {
  const { shape, moments } = batch;
  try {
    const { after } = advance(layer, plan.mode, moments, before, shape);
    return { kind: 'computed', plan, shape, moments, before, after };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { kind: 'refused', plan, error: error.message, shape, moments, before, after: before };
  }
}

/** A pass whose batch could not be read, or not be normalized at all. */
export function refusedPass(plan: PlannedPass, before: LayerState, error: string): PassRecord {
  return { kind: 'refused', plan, error, before, after: before };
}
