import { varianceAt, type Layer, type LayerState } from '../../engine/index.js';
import type { PassRecord } from '../records/index.js';
import { columns } from './columns.js';

/**
 * Why running values differ from a batch, after a pass, [groups] each; NaN in channels with a number that is not finite and
 * those that are constant in training, which other rules tell of. The convention's own start (0 and 1) explains a part of it, which more train
 * passes remove; the rest is the batch's, which is unlike those that the running values were taken from. A start that was
 * given (a checkpoint's) counts as such a batch.
 */
export interface ChannelGaps {
  /** (batch mean − running mean) / running σ, eps included. */
  readonly gap: Float64Array;
  /** The batch's part of it. */
  readonly batchGap: Float64Array;
  /** √(running var + eps) over the σ that the train batches alone would have left. */
  readonly initialSpread: Float64Array;
  /** σ of the batch over the same σ: what eval would make of x̂'s σ = 1; NaN where it is constant. */
  readonly batchSpread: Float64Array;
}

/** The same of one channel. */
export interface GapParts {
  readonly gap: number;
  readonly initialGap: number;
  readonly batchGap: number;
  readonly initialSpread: number;
  readonly batchSpread: number;
}

/** Room for the gaps of one pass. */
export function roomForGaps(groups: number): ChannelGaps {
  const column = columns(4, groups);
  return { gap: column(0), batchGap: column(1), initialSpread: column(2), batchSpread: column(3) };
}

/**
 * @param initial what the running values began with
 * @param weightOfStart of it after the pass, 0 to 1
 * @param room for as many groups as the record has, which is used again
 */
export function channelGaps(
  initial: LayerState,
  record: PassRecord,
  weightOfStart: number,
  room: (groups: number) => ChannelGaps = roomForGaps,
): ChannelGaps | null {
  if (record.kind === 'refused') return null;
  const { runningMean, runningVar } = record.after;
  if (!runningMean || !runningVar) return null;
  const { layer, moments, plan } = record;
  const isTrain = plan.mode === 'train';
  const { eps } = layer.convention;
  const { shift, remainder, min, max, nonFinite } = moments;
  const gaps = room(shift.length);
  const { gap: gapOf, batchGap, initialSpread, batchSpread } = gaps;
  const mayStart = weightOfStart > 0;
  for (let channel = 0; channel < shift.length; channel++) {
    const isConstant = min[channel] === max[channel];
    gapOf[channel] = batchGap[channel] = initialSpread[channel] = batchSpread[channel] = NaN;
    if ((isConstant && isTrain) || nonFinite[channel] > 0) continue;
    const mean = shift[channel] + remainder[channel];
    const sigma = Math.sqrt(runningVar[channel] + eps);
    const batchSigma = Math.sqrt(varianceAt(moments, channel) + eps);
    const gap = (mean - runningMean[channel]) / sigma;
    if (!Number.isFinite(gap)) continue;
    const weight = mayStart && isOwnStart(layer, initial, channel) ? weightOfStart : 0;
    // Before any train pass, all of it is the start.
    const isAllStart = weight >= 1;
    const learnedMean = isAllStart
      ? mean
      : withoutStart(runningMean[channel], initial.runningMean?.[channel] ?? 0, weight);
    const learnedVar = isAllStart ? 0 : withoutStart(runningVar[channel], initial.runningVar?.[channel] ?? 0, weight);
    const learnedSigma = isAllStart ? batchSigma : Math.sqrt(Math.max(0, learnedVar) + eps);
    gapOf[channel] = gap;
    batchGap[channel] = (mean - learnedMean) / sigma;
    initialSpread[channel] = sigma / learnedSigma;
    batchSpread[channel] = isConstant ? NaN : batchSigma / learnedSigma;
  }
  return gaps;
}

export function partsAt(gaps: ChannelGaps, channel: number): GapParts {
  const gap = gaps.gap[channel];
  const batchGap = gaps.batchGap[channel];
  return {
    gap,
    batchGap,
    initialGap: gap - batchGap,
    initialSpread: gaps.initialSpread[channel],
    batchSpread: gaps.batchSpread[channel],
  };
}

/** Whether a ratio of two σ is worth a word. */
export function isWide(spread: number, factor: number): boolean {
  return spread > factor || spread < 1 / factor;
}

/**
 * Whether a channel starts where the convention starts it, rather than from given values. What never moves is no start: it
 * is what the layer normalizes by.
 */
export function isOwnStart({ convention }: Layer, { runningMean, runningVar }: LayerState, channel: number): boolean {
  if (convention.updates === 'never') return false;
  return runningMean?.[channel] === convention.initialMean && runningVar?.[channel] === convention.initialVar;
}

function withoutStart(running: number, start: number, weight: number): number {
  return weight === 0 ? running : (running - weight * start) / (1 - weight);
}
