import { meanAt, sigmaAt, type Moments } from '../../engine/index.js';
import type { Statistics } from './recompute.js';

/** What of |g| and s does not matter (pages.md, Matters). */
const limits = { gap: 0.25, least: 0.8, most: 1.25 };

/** Eval with some statistics beside train, [groups] each. */
export interface Distances {
  /** (μ − rm) / √(rv + eps) */
  readonly gap: Float64Array;
  /** √((σ² + eps) / (rv + eps)) */
  readonly spread: Float64Array;
  /** Root mean square of the difference of the two outputs in x̂: √(g² + (s − 1)²ρ), ρ = σ² / (σ² + eps). */
  readonly distance: Float64Array;
  /** 1 where |g| > .25, s is outside .8 to 1.25, or one of them is NaN. */
  readonly matters: Uint8Array;
}

/** How far eval with these statistics is from the batch's own. */
export function distancesOf(moments: Moments, { mean, variance }: Statistics, eps: number): Distances {
  const groups = mean.length;
  const gap = new Float64Array(groups);
  const spread = new Float64Array(groups);
  const distance = new Float64Array(groups);
  const matters = new Uint8Array(groups);
  for (let group = 0; group < groups; group++) {
    const sigma = sigmaAt(moments, group);
    const std = Math.sqrt(variance[group] + eps);
    const own = Math.hypot(sigma, Math.sqrt(eps));
    const g = (meanAt(moments, group) - mean[group]) / std;
    const s = own / std;
    gap[group] = g;
    spread[group] = s;
    distance[group] = Math.hypot(g, ((s - 1) * sigma) / own);
    matters[group] = Math.abs(g) <= limits.gap && s >= limits.least && s <= limits.most ? 0 : 1;
  }
  return { gap, spread, distance, matters };
}
