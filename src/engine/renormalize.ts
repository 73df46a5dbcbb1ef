import type { Convention, Renorm } from './convention.js';
import type { LayerState, RenormState } from './layer.js';

/** r and d of batch renormalization, [groups]: x̂ becomes x̂ · r + d. */
export interface RenormCorrection {
  readonly r: Float64Array;
  readonly d: Float64Array;
}

function initialRenorm(groups: number): RenormState {
  const filled = (value: number) => new Float64Array(groups).fill(value);
  return { mean: filled(0), std: filled(1), movingStd: filled(1) };
}

/**
 * How the batch is corrected towards the averages before it.
 * @param mean of the batch, [groups]
 * @param std √(variance + eps) of the batch, [groups]
 */
export function renormCorrection(
  renorm: Renorm,
  eps: number,
  before: LayerState,
  mean: Float64Array,
  std: Float64Array,
): RenormCorrection {
  const old = before.renorm ?? initialRenorm(mean.length);
  const floor = Math.sqrt(eps);
  const scale = old.std.map((value) => Math.max(value, floor));
  return {
    r: std.map((value, group) => clip(value / scale[group], renorm.rmin, renorm.rmax)),
    d: mean.map((value, group) => clip((value - old.mean[group]) / scale[group], -renorm.dmax, renorm.dmax)),
  };
}

/** The averages after the batch, and the running variance that follows from them. */
export function updateRenorm(
  renorm: Renorm,
  convention: Convention,
  before: LayerState,
  mean: Float64Array,
  std: Float64Array,
  keep: number,
): { readonly renorm: RenormState; readonly runningVar: Float64Array } {
  const old = before.renorm ?? initialRenorm(mean.length);
  const m = renorm.momentum;
  const movingStd = std.map((value, group) => keep * old.movingStd[group] + (1 - keep) * value);
  return {
    renorm: {
      mean: mean.map((value, group) => m * old.mean[group] + (1 - m) * value),
      std: std.map((value, group) => m * old.std[group] + (1 - m) * value),
      movingStd,
    },
    runningVar: movingStd.map((value) => Math.max(0, value * value - convention.eps)),
  };
}

function clip(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
