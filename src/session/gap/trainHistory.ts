import { attributesOf, batchShare, movesRunningValues, type Layer, type LayerState } from '../../engine/index.js';
import { hasTrained, layerForPass, type ComputedPass, type PassRecord } from '../records/index.js';

/** What is left of a start and of the train batches in one of the running values; together 1. */
export interface Weights {
  /** w₀ of the value that was given: the initial one, or that which was set last. */
  readonly start: number;
  /** wᵢ, [k]; 0 for batches before the start, and for those that moved nothing. */
  readonly batches: Float64Array;
  /** The state that holds what was given. */
  readonly given: LayerState;
}

/** The train passes so far, 1 to k, and what the convention's own update leaves of each. */
export interface TrainHistory {
  readonly passes: readonly ComputedPass[];
  /** The place of each in the program, [k]. */
  readonly places: Uint32Array;
  /** What each weighed right after its own pass, [k]; 0 where it moved nothing. */
  readonly shares: Float64Array;
  /** Mean and variance part where only one of them was set. */
  readonly mean: Weights;
  readonly variance: Weights;
  /** m, what the newest batch weighs; null where that depends on how many there were, or nothing is averaged. */
  readonly newest: number | null;
}

/**
 * @param initial what the program begins with
 * @param records of the program's passes up to the one that is asked about, in order
 */
export function trainHistory(initial: LayerState, records: readonly PassRecord[]): TrainHistory {
  const passes: ComputedPass[] = [];
  const places: number[] = [];
  const shares: number[] = [];
  const start = { mean: { given: initial, from: 0 }, variance: { given: initial, from: 0 } };
  for (let place = 0; place < records.length; place++) {
    const record = records[place];
    const { set, before } = record;
    if (set?.runningMean) start.mean = { given: before, from: passes.length };
    if (set?.runningVar) start.variance = { given: before, from: passes.length };
    if (record.kind === 'refused' || record.plan.mode !== 'train') continue;
    passes.push(record);
    places.push(place);
    shares.push(shareOf(record));
  }
  const last = passes.at(-1);
  return {
    passes,
    places: Uint32Array.from(places),
    shares: Float64Array.from(shares),
    mean: weightsOf(shares, start.mean),
    variance: weightsOf(shares, start.variance),
    newest: last ? newestWeight(last.layer) : null,
  };
}

/** What a batch weighs in the running values right after its pass. */
function shareOf(pass: ComputedPass): number {
  const { layer, plan, before, after, moments } = pass;
  if (!hasTrained(pass) || !movesRunningValues(layerForPass(layer, plan), plan.mode)) return 0;
  return batchShare(layer.convention, before, after, moments.count);
}

/** Each batch takes its share of all that was there before. */
function weightsOf(shares: readonly number[], { given, from }: { given: LayerState; from: number }): Weights {
  const batches = new Float64Array(shares.length);
  let left = 1;
  for (let i = shares.length - 1; i >= from; i--) {
    batches[i] = shares[i] * left;
    left *= 1 - shares[i];
  }
  return { start: left, batches, given };
}

function newestWeight({ convention }: Layer): number | null {
  const { average, momentumWeighs, updates } = convention;
  const { momentum } = attributesOf(convention);
  if (momentum === null || updates === 'never') return null;
  if (average !== 'exponential' && average !== 'zero-debiased' && average !== 'normalized-sum') return null;
  return momentumWeighs === 'batch' ? momentum : 1 - momentum;
}

/** How many of the last train passes tell where the batches lie: ⌈3/m⌉, which hold 95 % of the weight; all where there is no m. */
export function windowLength({ newest, passes }: Pick<TrainHistory, 'newest' | 'passes'>): number {
  const all = passes.length;
  // 1 − 0.9 is a little less than 0.1, and 3 of that no more than 30 passes.
  return newest === null || newest <= 0 ? all : Math.min(all, Math.ceil(3 / newest - 1e-9));
}
