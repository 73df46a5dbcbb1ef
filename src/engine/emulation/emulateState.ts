import type { LayerState } from '../layer.js';
import { isWeighed, updateWeights } from '../runningAverage.js';
import type { Convention } from '../convention.js';
import type { StateType } from './emulation.js';
import type { MemoryOrder } from './memoryOrder.js';
import { nativeCodeOf } from './nativeCode.js';
import { nativeUpdate } from './nativeUpdate.js';
import { roundTo } from './roundTo.js';

/**
 * The running values as a type with fewer bits holds them: computed as native code does where that is known, an
 * exponential average of others rounded at each operation, any other rounded once.
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
  order: MemoryOrder,
): LayerState {
  if (type === 'float64' || !exact.runningMean || !exact.runningVar) return exact;
  const state = { ...exact, runningMeanRest: new Float64Array(exact.runningMean.length) };
  const round = (value: number) => roundTo(type, value);
  if (isWeighed(convention.average) || convention.renorm) {
    return { ...state, runningMean: exact.runningMean.map(round), runningVar: exact.runningVar.map(round) };
  }
  const { keep, take } = updateWeights(convention, before.numBatchesTracked, count);
  // There is no native code for float16 on the CPU.
  if (type === 'float32' && nativeCodeOf(convention) === 'pytorch-cpu') {
    const zeros = new Float64Array(batch.mean.length);
    const old = {
      mean: (before.runningMean ?? zeros).map(Math.fround),
      var: (before.runningVar ?? zeros).map(Math.fround),
    };
    const updated = nativeUpdate(take, order, old, batch);
    return { ...state, runningMean: updated.mean, runningVar: updated.var };
  }
  const [old, fresh] = [Math.fround(keep), Math.fround(take)];
  const update = (values: Float64Array | null, added: Float64Array) =>
    added.map((value, group) => round(round(old * (values?.[group] ?? 0)) + round(fresh * round(value))));
  return {
    ...state,
    runningMean: update(before.runningMean, batch.mean),
    runningVar: update(before.runningVar, batch.var),
  };
}
