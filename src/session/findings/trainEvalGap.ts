import { varianceAt } from '../../engine/index.js';
import { numberText, plural, signedText } from '../numberText.js';
import type { PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';
import type { Finding } from './finding.js';
import { Gaps, isWide, MEAN_GAP, SETTLED_GAP, type GapParts } from './gapParts.js';
import { grouped, type Evidence, type Told } from './grouped.js';
import { forgets, passesUntil } from './moreBatches.js';

/** Standard errors: means of equal batches differ by so much less than once in a million channels. */
const VALUE_ERRORS = 5;
/** The same where values of one sample resemble each other, as pixels do: per sample, whose means spread by about σ / 2. */
const SAMPLE_ERRORS = 2;
/** A variance of fewer values is too uncertain to compare: its own spread is √(2 / N). */
const LEAST_FOR_SPREAD = 32;
/** Two or three values tell so little that any gap may be chance. */
const LEAST_FOR_MEAN = 4;

/** What one channel shows over the passes. */
interface Trace {
  readonly first: number;
  readonly last: number;
  /** Passes in which it is off. */
  readonly count: number;
  /** All of them to the same side. */
  readonly isOneSided: boolean;
  readonly worst: { readonly pass: number; readonly parts: GapParts };
  readonly latest: { readonly pass: number; readonly parts: GapParts };
}

/**
 * Channels whose batch lies elsewhere than the running values: train normalizes them well, eval does not. What the
 * layer's own start explains is left to `not-converged`, what chance explains is left out.
 */
export function trainEvalGap(session: Session): readonly Finding[] {
  const gaps = new Gaps(session);
  const traces = new Map<number, Trace>();
  session.passes.forEach((pass, index) => {
    const limit = meanLimit(pass);
    const isSpreadCertain = (pass.moments?.count ?? 0) >= LEAST_FOR_SPREAD;
    for (const parts of gaps.offChannels(index)) {
      const isOff = isFar(parts, limit) || (isSpreadCertain && isWide(parts.batchSpread));
      if (isOff) traces.set(parts.channel, extended(traces.get(parts.channel), index, parts));
    }
  });
  const evidence = [...traces].map(([channel, trace]) => {
    const isDrift = trace.first > 0 && trace.count > 1 && trace.isOneSided;
    const shown = isDrift ? trace.latest : trace.worst;
    return { channel, pass: trace.first, lastPass: trace.last, weight: size(shown.parts), trace, shown, isDrift };
  });
  const channels = session.initial.runningMean?.length ?? 0;
  return grouped('train-eval-gap', evidence, channels, 'most', (one) => tell(session, one));
}

/** Most of it must be the batch's doing: where the start weighs more, that is the cause to tell. */
function isFar({ gap, batchGap, initialGap }: GapParts, limit: number): boolean {
  return Math.abs(batchGap) > limit && Math.abs(gap) > limit && Math.abs(batchGap) >= Math.abs(initialGap);
}

function meanLimit({ moments, shape }: PassRecord): number {
  const values = moments?.count ?? 1;
  if (values < LEAST_FOR_MEAN) return Infinity;
  const samples = Math.min(values, shape?.[0] ?? 1);
  return Math.max(MEAN_GAP, VALUE_ERRORS / Math.sqrt(values), SAMPLE_ERRORS / Math.sqrt(samples));
}

function extended(trace: Trace | undefined, pass: number, parts: GapParts): Trace {
  const latest = { pass, parts };
  if (!trace) return { first: pass, last: pass, count: 1, isOneSided: true, worst: latest, latest };
  return {
    first: trace.first,
    last: pass,
    count: trace.count + 1,
    isOneSided: trace.isOneSided && sideOf(parts) === sideOf(trace.latest.parts),
    worst: size(parts) > size(trace.worst.parts) ? latest : trace.worst,
    latest,
  };
}

/** Above or below; wider or narrower where the means agree. */
function sideOf({ gap, batchSpread }: GapParts): number {
  return Math.sign(Math.abs(gap) > MEAN_GAP ? gap : Math.log(batchSpread));
}

/** How bad it is, mean and spread on one scale: σ. */
function size({ gap, batchSpread }: GapParts): number {
  return Math.max(Math.abs(gap), Math.abs(Math.log2(batchSpread)));
}

interface Shift extends Evidence {
  readonly trace: Trace;
  /** The pass whose numbers are told. */
  readonly shown: Trace['latest'];
  /** It began while the program ran, lasted, and kept to one side. */
  readonly isDrift: boolean;
}

function tell(session: Session, { channel, trace, shown, isDrift }: Shift): Told {
  const { parts } = shown;
  const now = numbersOf(session.passes[shown.pass], channel);
  const isOfMean = Math.abs(parts.gap) > MEAN_GAP;
  const earlier = isDrift ? numbersOf(session.passes[trace.first - 1], channel).batchMean : NaN;
  return {
    severity: 'warning',
    label: !isOfMean ? 'spread' : isDrift ? 'drift' : 'gap',
    message: isOfMean ? meanSentence(now, parts, earlier) : spreadSentence(now, session.layer.convention.eps),
    remedy: remedy(session, trace, Math.abs(parts.gap), isOfMean),
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

function meanSentence({ batchMean, runningMean }: Numbers, { gap }: GapParts, earlier: number): string {
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

function remedy({ layer, passes }: Session, trace: Trace, gap: number, isOfMean: boolean): string {
  if (!trace.isOneSided) return 'Shuffle so that batches are alike, or re-estimate the statistics over all of them.';
  const hasTrained = passes
    .slice(0, trace.last + 1)
    .some(({ kind, plan }) => kind === 'computed' && plan.mode === 'train');
  const more = hasTrained && isOfMean && forgets(layer) ? passesUntil(layer, SETTLED_GAP / gap) : null;
  return more === null
    ? 'Re-estimate the statistics on such batches, or check that they are prepared as in training.'
    : `Run ${plural(more, 'more such batch', 'more such batches')}, or re-estimate the statistics.`;
}
