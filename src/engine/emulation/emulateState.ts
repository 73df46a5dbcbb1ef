import type { LayerState } from '../layer.js';
import { isWeighed, updateWeights } from '../runningAverage.js';
import type { Convention } from '../convention.js';
import type { StateType } from './emulation.js';
import { roundTo } from './roundTo.js';

/**
 * The running values as a type with fewer bits holds them: an exponential average rounded at each operation, any other
 * rounded once.
 * @param exact the state after the pass, without rounding
 * @param batch mean and stored variance of the batch, [groups]
 */
export function emulateState(
  type: StateType,
  convention: Convention,
  before: LayerState,
  exact: LayerState,
  batch: { readonly mean: Float64Array; readonly var: Float64Array },
  count: number,
): LayerState {
  if (type === 'float64' || !exact.runningMean || !exact.runningVar) return exact;
  const state = { ...exact, runningMeanRest: new Float64Array(exact.runningMean.length) };
  const round = (value: number) => roundTo(type, value);
  if (isWeighed(convention.average) || convention.renorm) {
    return { ...state, runningMean: exact.runningMean.map(round), runningVar: exact.runningVar.map(round) };
  }
  const { keep, take } = updateWeights(convention, before.numBatchesTracked, count);
  const [old, fresh] = [Math.fround(keep), Math.fround(take)];
  const update = (values: Float64Array | null, added: Float64Array) =>
    added.map((value, group) => round(round(old * (values?.[group] ?? 0)) + round(fresh * round(value))));
  return {
    ...state,
    runningMean: update(before.runningMean, batch.mean),
    runningVar: update(before.runningVar, batch.var),
  };
}
