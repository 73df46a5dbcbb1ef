import type { Layer, LayerState } from '../layer.js';
import { roundTo } from './roundTo.js';

/** A state as the layer holds it: running values rounded to the type that they are kept in. */
export function heldState({ emulation }: Layer, state: LayerState): LayerState {
  const type = emulation?.state ?? 'float64';
  const { runningMean, runningVar } = state;
  if (type === 'float64' || !runningMean || !runningVar) return state;
  const round = (value: number) => roundTo(type, value);
  return {
    ...state,
    runningMean: runningMean.map(round),
    runningMeanRest: new Float64Array(runningMean.length),
    runningVar: runningVar.map(round),
  };
}
