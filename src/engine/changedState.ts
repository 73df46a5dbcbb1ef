import { overrideConvention, type ConventionOverrides } from './overrideConvention.js';
import { multiply } from './doubleDouble.js';
import { heldState } from './emulation/heldState.js';
import { isTracking } from './initialState.js';
import type { AverageState, Layer, LayerState } from './layer.js';

/** Values that a layer is given between two passes; only what is present changes. */
export interface StateChanges {
  /** [C] */
  readonly gamma?: Float64Array;
  /** [C] */
  readonly beta?: Float64Array;
  /** [groups] */
  readonly runningMean?: Float64Array;
  /** [groups] */
  readonly runningVar?: Float64Array;
  readonly numBatchesTracked?: number;
}

/** All that can be changed between two passes. */
export interface SetValues extends StateChanges, Pick<ConventionOverrides, 'eps' | 'momentum'> {}

/** The layer with another eps or momentum; the same one where neither is another. @throws EngineError for a value that it cannot have */
export function changedLayer(layer: Layer, { eps, momentum }: Pick<SetValues, 'eps' | 'momentum'>): Layer {
  const { convention } = layer;
  const changes = { ...(eps !== undefined && { eps }), ...(momentum !== undefined && { momentum }) };
  const changed = overrideConvention(convention, changes);
  const isSame = changed.eps === convention.eps && changed.momentum === convention.momentum;
  return isSame ? layer : { ...layer, convention: changed };
}

/**
 * The state with other values, as if somebody had written them into the layer. What a layer has no place for is left out: γ
 * and β without affine, running values where none are tracked. An average that keeps sums goes on from the new value with the
 * weight that the batches before it have: in an average that has seen none, the first batch replaces it as it replaces any start.
 */
export function changedState(layer: Layer, state: LayerState, changes: StateChanges): LayerState {
  const { gamma, beta, numBatchesTracked = state.numBatchesTracked } = changes;
  const affine = {
    ...(gamma && state.gamma && { gamma }),
    ...(beta && state.beta && { beta }),
    numBatchesTracked,
  };
  const { runningMean, runningVar } = isTracking(layer) ? changes : {};
  if (!runningMean && !runningVar) return { ...state, ...affine };
  const average = state.average && changedAverage(state.average, runningMean, runningVar);
  const { eps } = layer.convention;
  return heldState(layer, {
    ...state,
    ...affine,
    ...(runningMean && { runningMean, runningMeanRest: new Float64Array(runningMean.length) }),
    ...(runningVar && { runningVar }),
    ...(average && { average }),
    // Its running variance is that of an averaged standard deviation.
    ...(state.renorm &&
      runningVar && {
        renorm: { ...state.renorm, movingStd: runningVar.map((variance) => Math.sqrt(variance + eps)) },
      }),
  });
}

function changedAverage(before: AverageState, mean?: Float64Array, variance?: Float64Array): AverageState {
  const { weight } = before;
  const sums = mean && Array.from(mean, (value) => multiply({ hi: value, lo: 0 }, weight));
  return {
    ...before,
    ...(sums && {
      mean: Float64Array.from(sums, ({ hi }) => hi),
      meanRest: Float64Array.from(sums, ({ lo }) => lo),
    }),
    ...(variance && { var: variance.map((value) => value * weight) }),
  };
}
