import type { Normalizer } from './normalizer.js';

/** (x − mean) / √(variance + eps) of one value of one group: x̂, but for batch renormalization. */
export function standardized(x: number, group: number, { shift, remainder, std, extremes }: Normalizer): number {
  const scaled = extremes?.get(group);
  if (scaled) return (x * scaled.unit - scaled.shift - scaled.remainder) / scaled.std;
  return (x - shift[group] - remainder[group]) / std[group];
}
