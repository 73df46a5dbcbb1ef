import type { PassRecord } from '../../../records/index.js';
import type { GapParts } from '../../channelGaps.js';
import type { GapLimits } from './thresholds.js';

/** What one channel shows over the passes. */
export interface Trace {
  readonly first: number;
  /** The pass before the first in which it is off. */
  readonly before: PassRecord | null;
  last: number;
  /** Passes in which it is off. */
  count: number;
  /** All of them to the same side. */
  isOneSided: boolean;
  worst: Shown;
  latest: Shown;
}

export interface Shown {
  readonly record: PassRecord;
  readonly parts: GapParts;
}

export function begin(pass: number, shown: Shown, before: PassRecord | null): Trace {
  return { first: pass, before, last: pass, count: 1, isOneSided: true, worst: shown, latest: shown };
}

export function extend(trace: Trace, pass: number, shown: Shown, limits: GapLimits): void {
  trace.last = pass;
  trace.count += 1;
  trace.isOneSided &&= sideOf(shown.parts, limits) === sideOf(trace.latest.parts, limits);
  if (size(shown.parts) > size(trace.worst.parts)) trace.worst = shown;
  trace.latest = shown;
}

/** Above or below; wider or narrower where the means agree. */
function sideOf({ gap, batchSpread }: GapParts, limits: GapLimits): number {
  return Math.sign(Math.abs(gap) > limits.meanGap ? gap : Math.log(batchSpread));
}

/** How bad it is, mean and spread on one scale: σ. */
export function size({ gap, batchSpread }: GapParts): number {
  return Math.max(Math.abs(gap), Math.abs(Math.log2(batchSpread)));
}
