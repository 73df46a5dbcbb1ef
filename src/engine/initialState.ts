import type { Layer, LayerState } from './layer.js';

/** Whether eval uses running values and training moves them. */
export function isTracking({ convention, trackRunningStats }: Layer): boolean {
  return trackRunningStats || convention.untracked === 'track-anyway';
}

/** Whether outputs are scaled and shifted at all. */
export function isAffine({ convention, affine }: Layer): boolean {
  return affine && convention.affine !== 'none';
}

/**
 * A fresh layer: gamma 1, beta 0, a Linear that changes nothing, running values where the convention starts them.
 * @param groups groups of the layout, where they are more than the channels
 */
export function initialState(layer: Layer, channels: number, groups = channels): LayerState {
  const { convention } = layer;
  const isLinear = convention.affine === 'linear';
  const filled = (size: number, value: number) => new Float64Array(size).fill(value);
  const running = (value: number | null) => (value === null || !isTracking(layer) ? null : filled(groups, value));
  const state = {
    gamma: isAffine(layer) && !isLinear ? filled(channels, 1) : null,
    beta: isAffine(layer) && !isLinear ? filled(channels, 0) : null,
    runningMean: running(convention.initialMean),
    runningVar: running(convention.initialVar),
    numBatchesTracked: 0,
  };
  return isAffine(layer) && isLinear ? { ...state, linear: identity(channels) } : state;
}

function identity(size: number): { weight: Float64Array; bias: Float64Array; out: number } {
  const weight = new Float64Array(size * size);
  for (let i = 0; i < size; i++) weight[i * size + i] = 1;
  return { weight, bias: new Float64Array(size), out: size };
}
