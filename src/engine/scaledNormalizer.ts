import type { Moments } from './moments.js';
import { unitFor } from './unit.js';

/** What normalizes one group whose numbers leave float64's range on the way: x̂ = (x · unit − shift − remainder) / std. */
export interface ScaledNormalizer {
  readonly unit: number;
  readonly shift: number;
  readonly remainder: number;
  /** √(variance + eps) · unit */
  readonly std: number;
}

export type ScaledNormalizers = ReadonlyMap<number, ScaledNormalizer>;

/** Beside an eps this much larger than the variance, what float64 makes of the variance does not matter. */
const farLarger = 2 ** 400;
/** From here on the difference of two numbers may be infinite where neither is. */
const nearlyInfinite = 2 ** 960;

/**
 * By the batch's own statistics.
 * @param divisor what Σ(x − mean)² is divided by
 */
export function scaledByBatch({ extremes }: Moments, divisor: number, eps: number): ScaledNormalizers | null {
  if (!extremes) return null;
  const found = new Map<number, ScaledNormalizer>();
  for (const [group, { unit, shift, remainder, m2 }] of extremes) {
    const scaledEps = eps * unit * unit;
    if (!(scaledEps < farLarger)) continue;
    found.set(group, { unit, shift, remainder, std: Math.sqrt(m2 / divisor + scaledEps) });
  }
  return found.size === 0 ? null : found;
}

/** By running values. Their root is never far out; the distance from the mean, and products with it, may be. */
export function scaledByState(mean: Float64Array, rest: Float64Array, std: Float64Array): ScaledNormalizers | null {
  const found = new Map<number, ScaledNormalizer>();
  for (let group = 0; group < std.length; group++) {
    const isFar = Math.abs(mean[group]) > nearlyInfinite && std[group] > 0;
    const unit = isFar ? Math.min(0.25, unitFor(std[group])) : unitFor(std[group]);
    if (unit === 1) continue;
    found.set(group, {
      unit,
      shift: mean[group] * unit,
      remainder: rest[group] * unit,
      std: std[group] * unit,
    });
  }
  return found.size === 0 ? null : found;
}
