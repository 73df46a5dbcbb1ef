import { varianceAt, type Layer, type LayerState } from '../../../../engine/index.js';
import { chosenText, numberText, percentText, plural } from '../../../numberText.js';
import type { PassRecord } from '../../../records/index.js';
import { isOwnStart, isWide, partsAt, type GapParts } from '../../channelGaps.js';
import type { Look, RunningStart } from '../../look.js';
import { passesUntil } from '../../moreBatches.js';
import { telling, type Evidence, type Telling } from '../../rule.js';
import type { StartLimits } from './thresholds.js';

/** A channel that is evaluated far off because of what its running values started with. */
interface LeftOver extends Evidence {
  readonly channel: number;
  /** The last such pass. */
  readonly record: PassRecord;
  readonly start: RunningStart;
  /** Weight of the start there. */
  readonly left: number;
  readonly parts: GapParts;
}

/** By channel. */
export type LeftOvers = Map<number, LeftOver>;

export function seeChannels(found: LeftOvers, { pass, record, start, share, gaps }: Look, limits: StartLimits): void {
  const left = share.weight;
  // Before any train pass all of it is the start, which the finding for all channels says once.
  if (!gaps || record.plan.mode !== 'eval' || left >= 1 || left < Number.EPSILON) return;
  for (let channel = 0; channel < gaps.gap.length; channel++) {
    const isOff =
      isFar(gaps.gap[channel], gaps.batchGap[channel], limits.meanGap) ||
      isWide(gaps.initialSpread[channel], limits.spreadFactor);
    if (!isOff || !isOwnStart(record.layer, start.state, channel)) continue;
    const first = found.get(channel)?.pass ?? pass;
    found.set(channel, {
      channel,
      pass: first,
      lastPass: pass,
      known: first,
      weight: Math.abs(gaps.gap[channel]),
      record,
      start,
      left,
      parts: partsAt(gaps, channel),
    });
  }
}

export function tellChannels(found: LeftOvers, layer: Layer, initial: LayerState, limits: StartLimits): Telling {
  return telling({
    evidence: [...found.values()],
    channels: initial.runningMean?.length ?? 0,
    example: 'most',
    words: ({ channel, record, start, left, parts }: LeftOver) => {
      const isOfMean = isFar(parts.gap, parts.batchGap, limits.meanGap);
      const gap = isOfMean ? Math.abs(parts.initialGap) : parts.initialSpread;
      return {
        severity: 'warning',
        label: 'not settled',
        message: sentence(record, start, channel, isOfMean ? 'mean' : 'variance', left),
        remedy: remedy(layer, gap, left, limits.settledGap),
      };
    },
  });
}

function isFar(gap: number, batchGap: number, limit: number): boolean {
  return Math.abs(gap - batchGap) > limit && Math.abs(gap) > limit;
}

function sentence(
  { moments, after }: PassRecord,
  { state, pass }: RunningStart,
  channel: number,
  statistic: 'mean' | 'variance',
  weight: number,
): string {
  const isMean = statistic === 'mean';
  const running = (isMean ? after.runningMean : after.runningVar)?.[channel] ?? NaN;
  const start = (isMean ? state.runningMean : state.runningVar)?.[channel] ?? NaN;
  const batch = moments
    ? isMean
      ? moments.shift[channel] + moments.remainder[channel]
      : varianceAt(moments, channel)
    : NaN;
  const given = pass < 0 ? `the initial ${chosenText(start)}` : `the ${chosenText(start)} set before pass ${pass + 1}`;
  return `Running ${statistic} ${numberText(running)}, batch ${statistic} ${numberText(batch)}: ${percentText(weight)} of ${given} is left.`;
}

/** The gap shrinks with the weight of the start. */
function remedy(layer: Layer, gap: number, weight: number, settledGap: number): string {
  const enough = passesUntil(layer, (weight * settledGap) / gap);
  const now = passesUntil(layer, weight * (1 + 1e-9));
  return enough === null || now === null
    ? 'Re-estimate the statistics before evaluating.'
    : `Run ${plural(enough - now, 'more such batch', 'more such batches')}, or re-estimate the statistics.`;
}
