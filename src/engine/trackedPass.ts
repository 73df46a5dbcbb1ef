import { isTracking } from './initialState.js';
import type { Layer, Mode } from './layer.js';

/** Whether a pass normalizes by its own batch's statistics rather than by the running ones. */
export function usesBatchStatistics(layer: Layer, mode: Mode): boolean {
  if (layer.convention.updates === 'never') return false;
  return mode === 'train' || !isTracking(layer);
}

/** Whether a pass moves the running values. */
export function movesRunningValues(layer: Layer, mode: Mode): boolean {
  return mode === 'train' && isTracking(layer) && layer.convention.updates !== 'never';
}
