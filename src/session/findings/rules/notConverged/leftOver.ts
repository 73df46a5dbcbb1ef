import type { PassRecord } from '../../../records/index.js';
import { isOwnStart, isWide } from '../../channelGaps.js';
import { distanceFor } from '../../effectOf.js';
import type { Look } from '../../look.js';
import type { Evidence } from '../../rule.js';
import type { StartLimits } from './thresholds.js';

/** What one start does to its channels, [channels] each. */
export interface LeftOvers {
  /** The pass from which on there has always been something to tell; −1: there is nothing. */
  readonly since: Int32Array;
  /** The first pass that is evaluated off because of the start; −1: none is. */
  readonly firstEval: Int32Array;
  readonly lastEval: Map<number, LeftOver>;
  /** The last pass of all, whose state will be saved, and evaluated some time. */
  end: Look | null;
}

/** A channel whose running values the start moves by what matters, after one pass. */
export interface LeftOver {
  readonly pass: number;
  readonly record: PassRecord;
  /** Train passes since the start, and what they left of it, 0 to 1. */
  readonly trained: number;
  readonly left: number;
  /** (what the batches say − running mean) / running σ. */
  readonly gap: number;
  /** Running σ over what the batches say. */
  readonly spread: number;
}

export interface LeftEvidence extends Evidence {
  readonly channel: number;
  readonly last: LeftOver;
  /** The pass before which the running values were set so; −1: before the first. */
  readonly from: number;
}

export function leftOvers(channels: number): LeftOvers {
  const none = (): Int32Array => new Int32Array(channels).fill(-1);
  return { since: none(), firstEval: none(), lastEval: new Map(), end: null };
}

export function seeStart(start: LeftOvers, look: Look, limits: StartLimits): void {
  const { since, firstEval, lastEval } = start;
  const { pass, record } = look;
  // A refused pass leaves the running values as they were.
  if (!look.gaps) return;
  start.end = look;
  const isLeft = look.share.weight >= Number.EPSILON;
  for (let channel = 0; channel < since.length; channel++) {
    const left = isLeft ? leftIn(look, channel, limits) : null;
    if (left && record.plan.mode === 'eval') {
      if (firstEval[channel] < 0) firstEval[channel] = pass;
      lastEval.set(channel, left);
    }
    if (!left && firstEval[channel] < 0) since[channel] = -1;
    else if (since[channel] < 0) since[channel] = pass;
  }
}

/** Null where the start is given, weighs nothing any more, or makes no difference. */
function leftIn({ pass, record, start, share, gaps }: Look, channel: number, limits: StartLimits): LeftOver | null {
  if (!gaps || share.weight < Number.EPSILON || !isOwnStart(record.layer, start.origin, channel)) return null;
  const gap = gaps.gap[channel] - gaps.batchGap[channel];
  // A constant channel has no σ of its own: that is told already.
  const spread = Number.isNaN(gaps.batchSpread[channel]) ? 1 : gaps.initialSpread[channel];
  if (!(Math.abs(gap) > limits.meanGap) && !isWide(spread, limits.spreadFactor)) return null;
  return { pass, record, trained: share.trained, left: share.weight, gap, spread };
}

/**
 * @param from as evidence has it
 * @param isLast whether the running values have not been set since: what was replaced will not be saved
 */
export function leftEvidence(
  { since, firstEval, lastEval, end }: LeftOvers,
  from: number,
  isLast: boolean,
  limits: StartLimits,
): readonly LeftEvidence[] {
  const evidence: LeftEvidence[] = [];
  for (let channel = 0; channel < since.length; channel++) {
    if (since[channel] < 0) continue;
    const evaluated = lastEval.get(channel);
    const last = evaluated ?? (isLast && end ? leftIn(end, channel, limits) : null);
    if (!last) continue;
    const pass = evaluated ? firstEval[channel] : Math.max(0, from);
    evidence.push({
      channel,
      pass,
      lastPass: last.pass,
      known: Math.max(pass, since[channel]),
      weight: distanceFor(last.gap, 1 / last.spread),
      last,
      from,
    });
  }
  return evidence;
}
