import { type Layer, type LayerState } from '../../../../engine/index.js';
import { countText, percentText, plural, settingText } from '../../../numberText.js';
import { type InitialShare, shareByMomentum } from '../../../records/index.js';
import { isOwnStart, isWide, type ChannelGaps } from '../../channelGaps.js';
import type { Look } from '../../look.js';
import { passesUntil } from '../../moreBatches.js';
import { telling, type Evidence, type Telling } from '../../rule.js';
import type { StartLimits } from './thresholds.js';

/** How much of all running values is what they started with, where they are evaluated and after the last pass. */
export interface LayerStart {
  readonly channels: number;
  /** Pass that was the first to be evaluated too early, and the last. */
  firstEval: number | null;
  lastEval: Early | null;
  /** The last pass of all, whose state will be saved, and evaluated some time; null where that is no more too early. */
  end: Early | null;
  /** The pass from which on there has always been something to tell. */
  since: number | null;
}

/** A pass whose running values are used while the start still weighs. */
interface Early {
  readonly pass: number;
  /** Train passes since the start, and what they left of it. */
  readonly share: InitialShare;
  readonly left: number;
  /** Before any: channels that the start does not fit, and the largest gap among them. */
  readonly unfit: { readonly count: number; readonly largest: number };
}

/** Null where there is no start of the convention's own to get away from. */
export function untouched(layer: Layer, initial: LayerState): LayerStart | null {
  const { runningMean, runningVar } = initial;
  if (!runningMean || !runningVar || layer.convention.updates === 'never') return null;
  if (!runningMean.every((_, channel) => isOwnStart(layer, initial, channel))) return null;
  return { channels: runningMean.length, firstEval: null, lastEval: null, end: null, since: null };
}

export function seeLayer(start: LayerStart, look: Look, limits: StartLimits): void {
  const { pass, record, share } = look;
  const left = shareByMomentum(record.layer, share);
  const isEarly = record.kind === 'computed' && left >= limits.leftOfStart;
  start.end = isEarly ? { pass, share, left, unfit: unfitIn(look, limits) } : null;
  if (start.end && record.plan.mode === 'eval') {
    start.firstEval ??= pass;
    start.lastEval = start.end;
  }
  const isToTell = start.end !== null || start.lastEval !== null;
  start.since = isToTell ? (start.since ?? pass) : null;
}

function unfitIn({ share, gaps }: Look, limits: StartLimits): Early['unfit'] {
  if (share.trained > 0 || !gaps) return { count: 0, largest: 0 };
  let [count, largest] = [0, 0];
  for (let channel = 0; channel < gaps.gap.length; channel++) {
    if (!isOff(gaps, channel, limits)) continue;
    count += 1;
    largest = Math.max(largest, Math.abs(gaps.gap[channel]));
  }
  return { count, largest };
}

function isOff({ gap, initialSpread, batchSpread }: ChannelGaps, channel: number, limits: StartLimits): boolean {
  const { meanGap, spreadFactor } = limits;
  return (
    Math.abs(gap[channel]) > meanGap ||
    isWide(initialSpread[channel], spreadFactor) ||
    isWide(batchSpread[channel], spreadFactor)
  );
}

/**
 * @param from the pass before which the running values were set so; −1: before the first
 * @param isLast whether they have not been set since
 */
export function tellLayer(
  { channels, firstEval, lastEval, end: atEnd, since }: LayerStart,
  from: number,
  isLast: boolean,
  layer: Layer,
  limits: StartLimits,
): readonly Telling[] {
  // What was replaced will not be saved.
  const end = isLast ? atEnd : null;
  const last = end ?? lastEval;
  if (!last) return [];
  const { share, left, unfit } = last;
  const { trained } = share;
  const pass = end ? Math.max(0, from) : (firstEval ?? 0);
  const evidence: Evidence = {
    pass,
    lastPass: last.pass,
    known: Math.max(pass, since ?? last.pass),
    weight: trained > 0 ? left : unfit.largest,
  };
  const more = passesUntil(layer, limits.leftOfStart / share.since.weight);
  const enough = more === null ? null : share.since.trained + more;
  const message =
    trained > 0
      ? trainedSentence(layer, trained, left, enough, limits.leftOfStart)
      : untrainedSentence(layer, from, unfit.count, channels);
  const words = {
    severity: unfit.count > 0 ? 'warning' : 'info',
    label: 'few batches',
    message,
    remedy: remedyFor(trained, enough),
  } as const;
  return [telling({ evidence: [evidence], channels, example: 'first', words: () => words })];
}

function trainedSentence(layer: Layer, trained: number, left: number, enough: number | null, limit: number): string {
  const sentence = `${plural(trained, 'train pass leaves', 'train passes leave')} ${percentText(left)} of ${startOf(layer)};`;
  return enough === null
    ? `${sentence} more will not change it.`
    : `${sentence} under ${settingText(limit * 100)} % takes ${countText(enough)}.`;
}

function untrainedSentence(layer: Layer, from: number, off: number, channels: number): string {
  const when = from < 0 ? 'before' : `since they were set before pass ${from + 1}`;
  const sentence = `No train pass has run ${when}: eval normalizes with ${startOf(layer)}`;
  return off === 0
    ? `${sentence}.`
    : `${sentence}, which ${countText(off)} of ${countText(channels)} channels do not fit.`;
}

function startOf({ convention }: Layer): string {
  return `the initial ${convention.initialMean ?? 0}, ${convention.initialVar ?? 1}`;
}

function remedyFor(trained: number, enough: number | null): string {
  if (enough === null) return 'Check the momentum: it says how far a batch moves the running values.';
  const more = plural(enough - trained, 'more train pass', 'more train passes');
  return `Run ${more} before evaluating, or re-estimate the statistics.`;
}
