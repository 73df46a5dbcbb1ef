import { initialState, initialWeight, type Layer, type LayerState } from '../../engine/index.js';
import type { PassRecord } from '../records/index.js';
import { distanceOf, judgeOf } from './stateFit.js';

/** So many times nearer than as they stand, and by so many errors of a variance of S samples, √(2 / S). */
const [NEARER, ERRORS] = [2, 2];

/** The convention's own start, of which given running values still hold a share. */
export interface CountedStart {
  readonly origin: LayerState;
  /** Batches that were counted, and what they left of it, 0 to 1. */
  readonly trained: number;
  readonly left: number;
}

/**
 * What the convention's own start still weighs in a state, by its counter and the momentum; 0 where nobody can say. No variance
 * adds less than nothing: one that is smaller than what the start alone would leave says that the counter is of something else.
 */
export function shareByCounter(layer: Layer, { runningVar, numBatchesTracked: tracked }: LayerState): number {
  const { average, momentum, updates, initialMean, initialVar } = layer.convention;
  const isCounted = average === 'exponential' && momentum !== null && updates !== 'never' && tracked > 0;
  if (!isCounted || !runningVar || initialMean === null || initialVar === null) return 0;
  const left = initialWeight(layer, tracked);
  // Rounding of float32 may take a little.
  const least = left * initialVar * (1 - 1e-5);
  return left < 1 && runningVar.every((variance) => variance >= least) ? left : 0;
}

/**
 * The start of a recording, or checkpoint, that begins after a few counted batches; null where there is none, and where the first
 * batch does not lie where the counter says that those before it did.
 */
export function countedStart(given: LayerState, pass: number, record: PassRecord): CountedStart | null {
  const { layer, shape } = record;
  const { runningMean, runningVar, numBatchesTracked: trained } = given;
  const left = shareByCounter(layer, given);
  const batch = left > 0 ? judgeOf(given, pass, record) : null;
  if (!batch || !runningMean || !runningVar) return null;
  const origin = initialState(layer, runningMean.length);
  const learned = (values: Float64Array, start: Float64Array | null): Float64Array =>
    values.map((value, channel) => (value - left * (start?.[channel] ?? NaN)) / (1 - left));
  const asItIs = distanceOf(batch, { mean: runningMean, variance: runningVar });
  const without = distanceOf(batch, {
    mean: learned(runningMean, origin.runningMean),
    variance: learned(runningVar, origin.runningVar),
  });
  const error = Math.sqrt(2 / Math.min(batch.count, shape?.[0] ?? 1));
  return asItIs > Math.max(NEARER * without, ERRORS * error) ? { origin, trained, left } : null;
}
