import { varianceAt, type Layer } from '../../engine/index.js';
import { chosenText, numberText, percentText, plural } from '../numberText.js';
import type { Session } from '../run/index.js';
import type { Finding } from './finding.js';
import { Gaps, isOwnStart, isWide, MEAN_GAP, SETTLED_GAP, type GapParts } from './gapParts.js';
import { grouped, type Evidence } from './grouped.js';
import { leftOfStart } from './leftOfStart.js';
import { passesUntil } from './moreBatches.js';

/**
 * Running values that are still part of what the layer started with: for all channels, how much; for a channel that is
 * evaluated far off because of it, its numbers. Silent where the start was given, since a checkpoint's values are no guess.
 */
export function notConverged(session: Session): readonly Finding[] {
  return [...ofChannels(session), ...leftOfStart(session)];
}

interface LeftOver extends Evidence {
  /** Weight of the start at `lastPass`. */
  readonly left: number;
  readonly parts: GapParts;
}

function ofChannels(session: Session): readonly Finding[] {
  const { passes, layer, initial } = session;
  const gaps = new Gaps(session);
  const channels = initial.runningMean?.length ?? 0;
  const found = new Map<number, LeftOver>();
  passes.forEach((pass, index) => {
    const left = gaps.weightAfter(index);
    // Before any train pass all of it is the start, which the finding for all channels says once.
    if (pass.plan.mode !== 'eval' || left >= 1 || left < Number.EPSILON) return;
    for (const parts of gaps.offChannels(index)) {
      const { channel } = parts;
      if (!isOwnStart(session, channel) || (!isFar(parts) && !isWide(parts.initialSpread))) continue;
      const first = found.get(channel)?.pass ?? index;
      found.set(channel, { channel, pass: first, lastPass: index, weight: Math.abs(parts.gap), left, parts });
    }
  });
  return grouped('not-converged', [...found.values()], channels, 'most', ({ channel, lastPass, left, parts }) => ({
    severity: 'warning',
    label: 'not settled',
    message: sentence(session, lastPass, channel, isFar(parts) ? 'mean' : 'variance', left),
    remedy: remedy(layer, isFar(parts) ? Math.abs(parts.initialGap) : parts.initialSpread, left),
  }));
}

function isFar({ initialGap, gap }: GapParts): boolean {
  return Math.abs(initialGap) > MEAN_GAP && Math.abs(gap) > MEAN_GAP;
}

function sentence(
  { passes, initial }: Session,
  index: number,
  channel: number,
  statistic: 'mean' | 'variance',
  weight: number,
): string {
  const { moments, after } = passes[index];
  const isMean = statistic === 'mean';
  const running = (isMean ? after.runningMean : after.runningVar)?.[channel] ?? NaN;
  const start = (isMean ? initial.runningMean : initial.runningVar)?.[channel] ?? NaN;
  const batch = moments
    ? isMean
      ? moments.shift[channel] + moments.remainder[channel]
      : varianceAt(moments, channel)
    : NaN;
  return `Running ${statistic} ${numberText(running)}, batch ${statistic} ${numberText(batch)}: ${percentText(weight)} of the initial ${chosenText(start)} is left.`;
}

/** The gap shrinks with the weight of the start. */
function remedy(layer: Layer, gap: number, weight: number): string {
  const enough = passesUntil(layer, (weight * SETTLED_GAP) / gap);
  const now = passesUntil(layer, weight * (1 + 1e-9));
  return enough === null || now === null
    ? 'Re-estimate the statistics before evaluating.'
    : `Run ${plural(enough - now, 'more such batch', 'more such batches')}, or re-estimate the statistics.`;
}
