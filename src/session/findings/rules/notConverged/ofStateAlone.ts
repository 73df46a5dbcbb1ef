import type { Layer, LayerState } from '../../../../engine/index.js';
import { chosenText, numberText, percentText, settingText } from '../../../numberText.js';
import { isWide } from '../../channelGaps.js';
import { shareByCounter } from '../../countedStart.js';
import { distanceFor } from '../../effectOf.js';
import type { Evidence, Words } from '../../rule.js';
import type { StartLimits } from './thresholds.js';
import { remedyFor } from './wordsFor.js';

export interface Alone extends Evidence {
  readonly channel: number;
  /** Of the start, by the counter; and the state's mean, or variance, beside what the batches must have had. */
  readonly left: number;
  readonly tracked: number;
  readonly isOfMean: boolean;
  readonly running: number;
  readonly learned: number;
  readonly gap: number;
  readonly spread: number;
}

/** What the start still weighs in a state without passes, by its counter and the momentum. */
export function ofStateAlone(layer: Layer, state: LayerState, limits: StartLimits): readonly Alone[] {
  const { initialMean, initialVar, eps } = layer.convention;
  const { runningMean, runningVar, numBatchesTracked: tracked } = state;
  const left = shareByCounter(layer, state);
  if (left === 0 || !runningMean || !runningVar || initialMean === null || initialVar === null) return [];
  const found: Alone[] = [];
  for (let channel = 0; channel < runningMean.length; channel++) {
    const [mean, variance] = [runningMean[channel], runningVar[channel]];
    const learnedMean = (mean - left * initialMean) / (1 - left);
    const learnedVar = Math.max(0, variance - left * initialVar) / (1 - left);
    const gap = (learnedMean - mean) / Math.sqrt(variance + eps);
    const spread = Math.sqrt((variance + eps) / (learnedVar + eps));
    const isOfMean = Math.abs(gap) > limits.meanGap;
    if (!isOfMean && !isWide(spread, limits.spreadFactor)) continue;
    found.push({
      channel,
      pass: -1,
      lastPass: -1,
      known: -1,
      weight: distanceFor(gap, 1 / spread),
      left,
      tracked,
      isOfMean,
      running: isOfMean ? mean : variance,
      learned: isOfMean ? learnedMean : learnedVar,
      gap,
      spread,
    });
  }
  return found;
}

export function wordsOfAlone(layer: Layer, one: Alone, limits: StartLimits): Words {
  const { momentum, initialMean, initialVar } = layer.convention;
  const { left, tracked, isOfMean, running, learned } = one;
  const start = chosenText((isOfMean ? initialMean : initialVar) ?? NaN);
  return {
    severity: 'warning',
    label: 'not settled',
    message: `Running ${isOfMean ? 'mean' : 'variance'} ${numberText(running)}: by numBatchesTracked ${tracked} and momentum ${settingText(momentum ?? NaN)}, ${percentText(left)} of the initial ${start} is left, and the batches had about ${numberText(learned)}.`,
    remedy: remedyFor(layer, one, isOfMean, limits),
  };
}
