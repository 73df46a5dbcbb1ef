import {
  attributesOf,
  type Convention,
  mergeMoments,
  meanAt,
  type Layer,
  meanOf,
  storedVarOf,
  updateWeights,
  varianceOf,
} from '../../engine/index.js';
import type { TrainBatch } from './trainBatch.js';

/** How population statistics are made of the statistics of batches. */
export type RepairMethod =
  /** All values as one batch: the population variance, with what lies between the batches. PreciseBN, population. */
  | 'one-batch'
  /** The means of the batches' means and stored variances: PreciseBN, mean of batches; what momentum null leaves after a reset. */
  | 'mean-of-batches'
  /** The running average of these batches alone, which starts from the first. */
  | 'exponential';

export const repairMethods: readonly RepairMethod[] = ['one-batch', 'mean-of-batches', 'exponential'];

/** [groups] each, float64. */
export interface Statistics {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Population statistics from the batches' moments: with N values, mean μ, biased variance σ² of batch i, and c the factor of
 * its stored variance,
 *
 * - one batch: mean ΣNμ/ΣN, variance ΣN(σ²+μ²)/ΣN − mean²; taken apart so that nothing cancels
 * - mean of batches: Σμ/k, Σcσ²/k
 * - exponential: r ← keep·r + take·(μ, cσ²), from r = (μ₁, c₁σ₁²) on
 *
 * https://github.com/facebookresearch/fvcore/blob/main/fvcore/nn/precise_bn.py
 * @param momentum in the convention's own terms; null: the cumulative average, which is the mean of batches
 * @throws RangeError without batches; EngineError where they differ in channels
 */
export function recompute(batches: readonly TrainBatch[], method: RepairMethod, momentum: number | null): Statistics {
  if (batches.length === 0) throw new RangeError('statistics are recomputed from at least one batch');
  if (method === 'one-batch') {
    const merged = mergeMoments(batches.map(({ moments }) => moments));
    return { mean: meanOf(merged), variance: varianceOf(merged, 'biased') };
  }
  return method === 'mean-of-batches' || momentum === null
    ? average(batches, (index) => 1 / (index + 1))
    : average(batches, (index) => (index === 0 ? 1 : batchWeight(batches[0].layer.convention, momentum)));
}

/** The weight of the newest batch in an exponential average. */
export function batchWeight(convention: Convention, momentum: number): number {
  return updateWeights({ ...convention, average: 'exponential', momentum }, 0, 1).take;
}

/** The momentum of a layer in its own terms; null: the cumulative average. */
export function momentumOf({ convention }: Layer): number | null {
  return attributesOf(convention).momentum;
}

/** r ← r + take·(batch − r): what is far from 0 and alike loses no digits. */
function average(batches: readonly TrainBatch[], takeOf: (index: number) => number): Statistics {
  const groups = batches[0].moments.shift.length;
  const mean = new Float64Array(groups);
  const variance = new Float64Array(groups);
  for (const [index, { moments, layer }] of batches.entries()) {
    const take = takeOf(index);
    const stored = storedVarOf(layer, moments);
    for (let group = 0; group < groups; group++) {
      mean[group] = moved(mean[group], meanAt(moments, group), take);
      variance[group] = moved(variance[group], stored[group], take);
    }
  }
  return { mean, variance };
}

/** Taken whole, the first batch is itself: 0 + (x − 0) would do, but an infinity less itself is NaN. */
function moved(old: number, batch: number, take: number): number {
  return take === 1 ? batch : old + take * (batch - old);
}
