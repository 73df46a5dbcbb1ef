import { varianceAt, type Layer } from '../../../../engine/index.js';
import { numberText, plural, signedText } from '../../../numberText.js';
import type { PassRecord } from '../../../records/index.js';
import { forgets, passesUntil } from '../../moreBatches.js';
import type { Words } from '../../rule.js';
import type { GapLimits } from './thresholds.js';
import type { Trace } from './trace.js';

/** @param hasTrained whether a train pass has run by then */
export function wordsFor(
  layer: Layer,
  { worst, channel, isOneSided }: Trace,
  hasTrained: boolean,
  limits: GapLimits,
): Words {
  const { record, gap } = worst;
  const now = numbersOf(record, channel);
  const isOfMean = Math.abs(gap) > limits.meanGap;
  const isFrozen = record.layer.convention.updates === 'never';
  const fades = hasTrained && isOfMean && forgets(layer);
  const sentence = isOfMean ? meanSentence : spreadSentence;
  return {
    severity: 'warning',
    label: isOfMean ? 'gap' : 'spread',
    message: sentence(now, isFrozen ? 'frozen' : 'running'),
    remedy: isFrozen
      ? 'Load the statistics of such inputs, or check that they are prepared as those that the frozen ones came from.'
      : isOneSided
        ? remedy(fades ? passesUntil(layer, limits.settledGap / Math.abs(gap)) : null)
        : 'Shuffle so that batches are alike, or re-estimate the statistics over all of them.',
  };
}

interface Numbers {
  readonly batchMean: number;
  readonly batchVar: number;
  readonly runningMean: number;
  readonly runningVar: number;
  readonly eps: number;
}

function numbersOf({ moments, after, layer }: PassRecord, channel: number): Numbers {
  return {
    batchMean: moments ? moments.shift[channel] + moments.remainder[channel] : NaN,
    batchVar: moments ? varianceAt(moments, channel) : NaN,
    runningMean: after.runningMean?.[channel] ?? NaN,
    runningVar: after.runningVar?.[channel] ?? NaN,
    eps: layer.convention.eps,
  };
}

/** A frozen layer has no train x̂ of its own. */
type Kind = 'running' | 'frozen';

function meanSentence({ batchMean, runningMean, runningVar, eps }: Numbers, kind: Kind): string {
  const centre = signedText((batchMean - runningMean) / Math.sqrt(runningVar + eps));
  const [batch, running] = [numberText(batchMean), numberText(runningMean)];
  return kind === 'frozen'
    ? `The input lies away from the frozen statistics: batch mean ${batch}, frozen mean ${running}; x̂ is centred at ${centre}, in training too.`
    : `Batch mean ${batch}, running mean ${running}: eval x̂ is centred at ${centre}, train x̂ at 0.`;
}

function spreadSentence({ batchVar, runningVar, eps }: Numbers, kind: Kind): string {
  const spread = numberText(Math.sqrt(batchVar / (runningVar + eps)));
  const [batch, running] = [numberText(batchVar), numberText(runningVar)];
  return kind === 'frozen'
    ? `The input has not the frozen spread: batch variance ${batch}, frozen variance ${running}; x̂ has σ ${spread}, in training too.`
    : `Batch variance ${batch}, running variance ${running}: eval x̂ has σ ${spread}, train x̂ 1.`;
}

/** @param more batches that settle it; null where none do */
function remedy(more: number | null): string {
  return more === null
    ? 'Re-estimate the statistics on such batches, or check that they are prepared as in training.'
    : `Run ${plural(more, 'more such batch', 'more such batches')}, or re-estimate the statistics.`;
}
