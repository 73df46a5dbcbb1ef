import { varianceAt, type Layer } from '../../../../engine/index.js';
import { chosenText, numberText, percentText, plural } from '../../../numberText.js';
import { passesUntil } from '../../moreBatches.js';
import type { Words } from '../../rule.js';
import type { LeftEvidence, LeftOver } from './leftOver.js';
import type { StartLimits } from './thresholds.js';

/** @param layer as it was set last */
export function wordsFor(layer: Layer, { channel, last, from }: LeftEvidence, limits: StartLimits): Words {
  const isOfMean = Math.abs(last.gap) > limits.meanGap;
  return {
    severity: 'warning',
    label: 'not settled',
    message: sentence(last, channel, isOfMean ? 'mean' : 'variance', from),
    remedy: remedyFor(layer, last, isOfMean, limits),
  };
}

function sentence(
  { record, trained, left }: LeftOver,
  channel: number,
  statistic: 'mean' | 'variance',
  from: number,
): string {
  const { moments, after, layer } = record;
  const { initialMean, initialVar } = layer.convention;
  const batchMean = numberText(moments ? moments.shift[channel] + moments.remainder[channel] : NaN);
  const batchVar = numberText(moments ? varianceAt(moments, channel) : NaN);
  if (trained === 0) {
    const when = from < 0 ? 'before' : `since they were set before pass ${from + 1}`;
    const start = `the initial ${chosenText(initialMean ?? 0)}, ${chosenText(initialVar ?? 1)}`;
    return `No train pass has run ${when}: eval normalizes with ${start}, and the batch has ${batchMean}, ${batchVar}.`;
  }
  const isMean = statistic === 'mean';
  const running = numberText((isMean ? after.runningMean : after.runningVar)?.[channel] ?? NaN);
  const start = chosenText((isMean ? initialMean : initialVar) ?? NaN);
  const given = from < 0 ? `the initial ${start}` : `the ${start} set before pass ${from + 1}`;
  const batch = isMean ? batchMean : batchVar;
  return `Running ${statistic} ${running}, batch ${statistic} ${batch}: ${percentText(left)} of ${given} is left.`;
}

/** What of its weight the start may keep, where it is too wide or too narrow. */
function settledShare(spread: number, { spreadFactor }: StartLimits): number {
  // s² − 1 shrinks with the weight; a little less than what matters is enough.
  const enough = 1 + (spreadFactor - 1) * 0.8;
  return spread > 1 ? (enough ** 2 - 1) / (spread ** 2 - 1) : (1 - enough ** -2) / (1 - spread ** 2);
}

export function remedyFor(
  layer: Layer,
  { left, gap, spread }: Pick<LeftOver, 'left' | 'gap' | 'spread'>,
  isOfMean: boolean,
  limits: StartLimits,
): string {
  const share = isOfMean ? limits.settledGap / Math.abs(gap) : settledShare(spread, limits);
  const enough = passesUntil(layer, left * share);
  const now = passesUntil(layer, left * (1 + 1e-9));
  return enough === null || now === null
    ? 'Re-estimate the statistics before evaluating.'
    : `Run ${plural(enough - now, 'more such batch', 'more such batches')}, or re-estimate the statistics.`;
}
