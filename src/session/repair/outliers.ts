import { meanAt, sigmaAt, varianceAt } from '../../engine/index.js';
import type { TrainBatch } from './trainBatch.js';
import { robustTrend } from './trend.js';

/** So many robust σ from the trend is none of the others' kind. */
const farOut = 6;
/** Of fewer batches none can be called an outlier, unless it is not finite. */
const least = 5;

/** A batch that would spoil what is made of all. */
export interface OutlierBatch {
  /** Of the program, from 0. */
  readonly pass: number;
  /** Where it is one. */
  readonly channels: readonly number[];
  /** It holds NaN or an infinity there, so that no statistic of it is finite. */
  readonly isPoisoned: boolean;
}

/**
 * Batches with values that are not finite, and those that lie 6 robust σ, at least what their N explains, from the trend of
 * the others in the mean or in the logarithm of the variance.
 */
export async function outliersAmong(
  batches: readonly TrainBatch[],
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<readonly OutlierBatch[]> {
  const groups = batches.at(0)?.moments.shift.length ?? 0;
  const found = batches.map(({ pass }) => ({ pass, channels: new Set<number>(), isPoisoned: false }));
  const mean = new Float64Array(batches.length);
  const spread = new Float64Array(batches.length);
  const noise = new Float64Array(batches.length);
  for (let group = 0; group < groups; group++) {
    if (group % 1024 === 1023) await breathe();
    const finite: number[] = [];
    for (const [index, { moments }] of batches.entries()) {
      if (moments.nonFinite[group] > 0) {
        found[index].channels.add(group);
        found[index].isPoisoned = true;
        continue;
      }
      const at = finite.push(index) - 1;
      mean[at] = meanAt(moments, group);
      spread[at] = Math.log(varianceAt(moments, group));
      noise[at] = sigmaAt(moments, group) / Math.sqrt(moments.count);
    }
    const count = finite.length;
    if (count < least) continue;
    const { count: values } = batches[finite[0]].moments;
    const means = beyond(mean.slice(0, count), (at) => noise[at]);
    // A variance of 0 has no logarithm: constant channels have no outliers in it.
    const spreads = spread.slice(0, count).every(Number.isFinite)
      ? beyond(spread.slice(0, count), () => Math.sqrt(2 / values))
      : [];
    for (const at of [...means, ...spreads]) found[finite[at]].channels.add(group);
  }
  return found
    .filter(({ channels }) => channels.size > 0)
    .map(({ channels, ...outlier }) => ({ ...outlier, channels: [...channels].sort((a, b) => a - b) }));
}

/** Indices of the values far from their trend. @param noiseAt the standard error of one of them */
function beyond(values: Float64Array, noiseAt: (index: number) => number): readonly number[] {
  const { at, sigma } = robustTrend(values);
  const far: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i] - at(i)) > farOut * Math.max(sigma, noiseAt(i))) far.push(i);
  }
  return far;
}
