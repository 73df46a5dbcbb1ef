import { varianceAt, type Layer } from '../../../../engine/index.js';
import { numberText, plural, signedText } from '../../../numberText.js';
import type { PassRecord } from '../../../records/index.js';
import { forgets, passesUntil } from '../../moreBatches.js';
import type { Words } from '../../rule.js';
import type { GapLimits } from './thresholds.js';
import { isDrift, shownOf, type Trace } from './trace.js';

/** @param hasTrained whether a train pass has run by then */
export function wordsFor(layer: Layer, trace: Trace, hasTrained: boolean, limits: GapLimits): Words {
  const { record, gap } = shownOf(trace);
  const now = numbersOf(record, trace.channel);
  const isOfMean = Math.abs(gap) > limits.meanGap;
  const drifts = isDrift(trace);
  const earlier = drifts && trace.before ? numbersOf(trace.before, trace.channel).batchMean : NaN;
  const fades = hasTrained && isOfMean && forgets(layer);
  return {
    severity: 'warning',
    label: !isOfMean ? 'spread' : drifts ? 'drift' : 'gap',
    message: isOfMean ? meanSentence(now, gap, earlier) : spreadSentence(now, record.layer.convention.eps),
    remedy: trace.isOneSided
      ? remedy(fades ? passesUntil(layer, limits.settledGap / Math.abs(gap)) : null)
      : 'Shuffle so that batches are alike, or re-estimate the statistics over all of them.',
  };
}

interface Numbers {
  readonly batchMean: number;
  readonly batchVar: number;
  readonly runningMean: number;
  readonly runningVar: number;
}

function numbersOf({ moments, after }: PassRecord, channel: number): Numbers {
  return {
    batchMean: moments ? moments.shift[channel] + moments.remainder[channel] : NaN,
    batchVar: moments ? varianceAt(moments, channel) : NaN,
    runningMean: after.runningMean?.[channel] ?? NaN,
    runningVar: after.runningVar?.[channel] ?? NaN,
  };
}

function meanSentence({ batchMean, runningMean }: Numbers, gap: number, earlier: number): string {
  const [batch, running, centre] = [numberText(batchMean), numberText(runningMean), signedText(gap)];
  if (!Number.isFinite(earlier) || Math.sign(batchMean - earlier) !== Math.sign(gap)) {
    return `Batch mean ${batch}, running mean ${running}: eval x̂ is centred at ${centre}, train x̂ at 0.`;
  }
  const moved = gap > 0 ? 'rose' : 'fell';
  return `Batch mean ${moved} from ${numberText(earlier)} to ${batch}, the running mean only to ${running}: eval x̂ is centred at ${centre}.`;
}

function spreadSentence({ batchVar, runningVar }: Numbers, eps: number): string {
  const spread = Math.sqrt(batchVar / (runningVar + eps));
  return `Batch variance ${numberText(batchVar)}, running variance ${numberText(runningVar)}: eval x̂ has σ ${numberText(spread)}, train x̂ 1.`;
}

/** @param more batches that settle it; null where none do */
function remedy(more: number | null): string {
  return more === null
    ? 'Re-estimate the statistics on such batches, or check that they are prepared as in training.'
    : `Run ${plural(more, 'more such batch', 'more such batches')}, or re-estimate the statistics.`;
}
