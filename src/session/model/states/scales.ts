import { isAffine } from '../../../engine/index.js';
import { median } from '../../records/index.js';
import type { NamedState } from '../statesOf.js';

/** The factor by which eval scales each channel, |γ| / √(var + eps). */
export interface Scales {
  /** [channels]; NaN where var + eps is negative. */
  readonly values: Float64Array;
  /** Of those that are not NaN. */
  readonly median: number;
  readonly largest: number;
}

/** Null where there is no running variance. */
export function scalesOf({ layer, state: { gamma, runningVar } }: NamedState): Scales | null {
  if (!runningVar || (gamma && gamma.length !== runningVar.length)) return null;
  const { eps } = layer.convention;
  const own = gamma && isAffine(layer) ? gamma : null;
  const values = runningVar.map((variance, channel) => Math.abs(own?.[channel] ?? 1) / Math.sqrt(variance + eps));
  const known = values.filter((value) => !Number.isNaN(value));
  const largest = known.reduce((most, value) => Math.max(most, value), 0);
  return { values, median: median(known), largest };
}
