import { batchShare, usesBatchStatistics, varianceAt } from '../../../../engine/index.js';
import type { RunningValues } from '../../../batches/index.js';
import { countText, numberText, settingText } from '../../../numberText.js';
import type { ChannelFit, ComputedPass } from '../../../records/index.js';
import { fitOfUpdates } from '../../fitOfUpdates.js';

/** Of the sum of squared errors: float32's rounding beside an error of 1e−4 is less. */
const mostLeft = 1e-4;
/** Of the largest: channels that are off by less are off by rounding; and so near a rule must come. */
const share = 0.01;

/** What would make an output the expected one, as a part of a sentence; null where nothing so simple does. */
export function explanationOf(pass: ComputedPass, fit: ChannelFit): string | null {
  const { factor, constant, left, leftByConstants } = fit;
  if (leftByConstants < mostLeft) {
    return `${ofChannels('constant', constant)} explains it (a bias that was folded or forgotten)`;
  }
  if (!(left < mostLeft)) return null;
  // What does not vary is no output of this layer, whatever it is multiplied by.
  if (!factor.some((one) => Math.abs(one) > share)) return null;
  const rule = ruleBehind(pass, fit);
  if (rule !== null) return `${rule} explains it`;
  const apart = factor.map((one) => one - 1);
  return `${ofChannels('factor', apart, factor)} explains it (y = a · ŷ + b: γ, or the variance, is another one there)`;
}

/** `a constant in 3 of 8 channels, 0.20 in channel 5,` */
function ofChannels(what: string, off: Float64Array, told = off): string {
  const most = farthest(off);
  const least = share * Math.abs(off[most]);
  const count = off.filter((one) => Math.abs(one) > least).length;
  return `a ${what} in ${countText(count)} of ${countText(off.length)} channels, ${numberText(told[most])} in channel ${most},`;
}

function farthest(values: Float64Array): number {
  return values.reduce((best, one, at) => (Math.abs(one) > Math.abs(values[best]) ? at : best), 0);
}

/** Another eps, or another divisor of the variance, that makes all factors; of one channel nobody can tell. */
function ruleBehind(pass: ComputedPass, { factor, constant }: ChannelFit): string | null {
  const variances = variancesOf(pass);
  const { eps } = pass.layer.convention;
  const { count } = pass.moments;
  const beta = pass.before.beta ?? new Float64Array(factor.length);
  if (factor.length < 2 || variances.length !== factor.length || beta.length !== factor.length) return null;
  const largest = Math.abs(factor[farthest(factor.map((one) => one - 1))] - 1);
  const fits = (denominator: (variance: number) => number): boolean =>
    variances.every((variance, channel) => {
      if (Number.isNaN(factor[channel])) return true;
      const wanted = Math.sqrt((variance + eps) / denominator(variance));
      const isNear = (found: number, expected: number, size: number): boolean =>
        Math.abs(found - expected) <= share * largest * size;
      // What is not scaled is β.
      const shift = beta[channel] * (1 - wanted);
      return isNear(factor[channel], wanted, 1) && isNear(constant[channel], shift, 1 + Math.abs(beta[channel]));
    });
  const narrow = variances.reduce((least, one, at) => (one < variances[least] ? at : least), 0);
  const other = (variances[narrow] + eps) / factor[narrow] ** 2 - variances[narrow];
  if (other >= 0 && fits((variance) => variance + other)) {
    return `eps ${settingText(Number(other.toPrecision(3)))} in the place of ${settingText(eps)}`;
  }
  const unbiased = count / (count - 1);
  if (usesBatchStatistics(pass.layer, pass.plan.mode) && fits((variance) => variance * unbiased + eps)) {
    return 'a variance over N − 1 in the place of N';
  }
  return null;
}

/** What the pass divided by, [groups]; empty where it has none. */
function variancesOf({ layer, plan, moments, before }: ComputedPass): Float64Array {
  if (!usesBatchStatistics(layer, plan.mode)) return before.runningVar ?? new Float64Array(0);
  return Float64Array.from(moments.m2, (_, channel) => varianceAt(moments, channel));
}

/** Whether another divisor of the variance makes running values the expected ones; another momentum is `update-count`'s to tell. */
export function explanationOfState(pass: ComputedPass, expected: RunningValues | undefined): string | null {
  const { layer, moments, before, after, plan } = pass;
  const { runningMean, runningVar } = before;
  if (!expected || !runningMean || !runningVar || plan.mode === 'eval') return null;
  const taken = batchShare(layer.convention, before, after, moments.count);
  const fits = (storedVar: 'biased' | 'unbiased'): boolean => {
    const other = { ...layer, convention: { ...layer.convention, storedVar } };
    const fit = fitOfUpdates(other, moments, { runningMean, runningVar }, expected);
    return fit !== null && fit.unexplained < exact * fit.moved && Math.abs(fit.share - taken) < exact * taken;
  };
  const isBiased = layer.convention.storedVar === 'biased';
  return !fits(isBiased ? 'biased' : 'unbiased') && fits(isBiased ? 'unbiased' : 'biased')
    ? `a running variance over ${isBiased ? 'N − 1' : 'N'} explains it`
    : null;
}

/** Of the move: float32's rounding is less, and N − 1 in the place of N more, up to a thousand values. */
const exact = 1e-3;
