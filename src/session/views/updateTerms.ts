import { meanOf, storedDivisor, updateWeights, varianceOver } from '../../engine/index.js';
import { countText, settingText } from '../numberText.js';
import { channelMoments, type ComputedPass } from '../records/index.js';
import type { TermValues } from './terms.js';
import type { Term } from './view.js';

/**
 * An update of a running value with its numbers: `0.9 · 0.3930 + 0.1 · 2.3798`, the variance with what makes the stored one
 * of the normalizing one, `· 12,544/12,543`. Averages that keep more than their value show the sum that they keep.
 */
export function updateTerms(
  { layer: { convention }, moments, before, after }: ComputedPass,
  channel: number,
  statistic: 'mean' | 'variance',
  values: TermValues,
): readonly Term[] {
  const one = channelMoments(moments, channel);
  const { count } = moments;
  const divisor = convention.normalizingVar === 'biased' ? count : count - 1;
  const batch: Term[] =
    statistic === 'mean'
      ? [values.batch(meanOf(one)[0])]
      : [values.batch(varianceOver(one, divisor)[0]), ...storedFactor(divisor, storedDivisor(convention, count))];
  const { keep, take } = updateWeights(convention, before.numBatchesTracked, count);
  const old = statistic === 'mean' ? before.runningMean : before.runningVar;
  switch (convention.average) {
    case 'none':
      return [];
    case 'exponential': {
      if (!old) return [];
      const oldTerm = (): Term => values.running(old[channel]);
      return convention.momentum === null
        ? [oldTerm(), ' + (', ...batch, ' − ', oldTerm(), `) / ${countText(after.numBatchesTracked)}`]
        : [`${settingText(keep)} · `, oldTerm(), ` + ${settingText(take)} · `, ...batch];
    }
    case 'zero-debiased':
    case 'normalized-sum':
    case 'mean-of-batches':
    case 'population': {
      // The population's variance also takes in how far the means lie apart, which is no weighted sum.
      if (!after.average || (convention.average === 'population' && statistic === 'variance')) return [];
      const kept = (statistic === 'mean' ? before.average?.mean : before.average?.var)?.[channel] ?? 0;
      const weight = settingText(after.average.weight);
      return [
        '(',
        `${settingText(keep)} · `,
        values.running(kept),
        ` + ${settingText(take)} · `,
        ...batch,
        `) / ${weight}`,
      ];
    }
  }
}

function storedFactor(normalizing: number, stored: number): Term[] {
  if (normalizing === stored) return [];
  const divisor = Number.isInteger(stored) ? countText(stored) : settingText(stored);
  return [` · ${countText(normalizing)}/${divisor}`];
}
