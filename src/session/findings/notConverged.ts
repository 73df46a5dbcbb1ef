import { initialWeight, type Layer } from '../../engine/index.js';
import { chosenText, countText, numberText, percentText, plural } from '../numberText.js';
import type { Session } from '../session.js';
import type { Finding } from './finding.js';
import { Gaps, isOwnStart, isWide, MEAN_GAP, SETTLED_GAP, type GapParts } from './gapParts.js';
import { grouped, type Evidence } from './grouped.js';
import { passesUntil } from './moreBatches.js';

/** What is left of the start is noise beneath this. At momentum 0.1 it takes 44 train passes. */
const NEGLIGIBLE_WEIGHT = 0.01;
/**
 * Running values that are still part of what the layer started with: for all channels, how much; for a channel that is
 * evaluated far off because of it, its numbers. Silent where the start was given, since a checkpoint's values are no guess.
 */
export function notConverged(session: Session): readonly Finding[] {
  return [...ofChannels(session), ...ofAll(session)];
}

function ofAll(session: Session): readonly Finding[] {
  const { passes, layer, initial } = session;
  const { runningMean, runningVar } = passes.at(-1)?.after ?? initial;
  if (passes.length === 0 || !runningMean || !runningVar || layer.convention.updates === 'never') return [];
  if (!runningMean.every((_, channel) => isOwnStart(session, channel))) return [];

  const trained = trainedBefore(session);
  const total = trained[passes.length];
  // Evaluated with what is left of the start, or about to be: the state after the last pass is what will be saved.
  const early = passes.flatMap((pass, index) => {
    const isUsed = pass.kind === 'computed' && (pass.plan.mode === 'eval' || index === passes.length - 1);
    return isUsed && initialWeight(layer, trained[index + 1]) >= NEGLIGIBLE_WEIGHT ? [index] : [];
  });
  if (early.length === 0) return [];
  const isStill = initialWeight(layer, total) >= NEGLIGIBLE_WEIGHT;
  const count = isStill ? total : trained[early[early.length - 1] + 1];
  const enough = passesUntil(layer, NEGLIGIBLE_WEIGHT);
  return [
    {
      rule: 'not-converged',
      severity: 'info',
      pass: isStill ? 0 : early[0],
      lastPass: isStill ? passes.length - 1 : early[early.length - 1],
      label: 'few batches',
      message: sentenceForAll(layer, count, enough),
      remedy:
        enough === null
          ? 'Check the momentum: it says how far a batch moves the running values.'
          : `Run ${plural(enough - count, 'more train pass', 'more train passes')} before evaluating, or re-estimate the statistics.`,
      weight: initialWeight(layer, count),
    },
  ];
}

function sentenceForAll(layer: Layer, trained: number, enough: number | null): string {
  const { initialMean, initialVar } = layer.convention;
  const start = `the initial ${initialMean ?? 0}, ${initialVar ?? 1}`;
  if (trained === 0) return `No train pass has run before: eval normalizes with ${start}.`;
  const left = `${plural(trained, 'train pass leaves', 'train passes leave')} ${percentText(initialWeight(layer, trained))} of ${start};`;
  return enough === null ? `${left} more will not change it.` : `${left} under 1 % takes ${countText(enough)}.`;
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
      : moments.m2[channel] / moments.count
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

/** Train passes that ran before each pass, and after the last, [P + 1]. */
function trainedBefore({ passes }: Session): number[] {
  const trained = [0];
  for (const pass of passes) {
    trained.push((trained.at(-1) ?? 0) + (pass.kind === 'computed' && pass.plan.mode === 'train' ? 1 : 0));
  }
  return trained;
}
