import type { LayerState } from '../../engine/index.js';
import { isSame } from './layerFacts.js';
import { movedBy } from './rules/movedBy.js';

/** How far a layer moved between two checkpoints or recordings: largest over the channels. */
export interface Moved {
  /** |Δmean| / √(old variance + eps) */
  readonly meanSigma: number;
  /** (new + eps) / (old + eps), furthest from 1. */
  readonly varRatio: number;
  /** Difference of the counters; null where they are missing, or what moved contradicts them. */
  readonly updates: number | null;
  /** |Δγ|, |Δβ| */
  readonly gammaMoved: number;
  readonly betaMoved: number;
}

/** A layer's state at some time. */
export interface StateThen {
  readonly state: LayerState;
  /** Whether its counter was stored. */
  readonly hasCounter: boolean;
}

/** @param newest weight of the newest batch in the average; null: cumulative */
export function movedSince(before: StateThen, now: StateThen, eps: number, newest: number | null): Moved {
  const [from, to] = [before.state, now.state];
  const running =
    from.runningMean && from.runningVar && to.runningMean && to.runningVar
      ? movedBy(
          { mean: from.runningMean, variance: from.runningVar },
          { mean: to.runningMean, variance: to.runningVar },
          eps,
        )
      : { meanSigma: 0, varRatio: 1 };
  const { meanSigma, varRatio } = running;
  return {
    meanSigma,
    varRatio,
    updates: updatesBetween(before, now, newest).updates,
    gammaMoved: largestDifference(from.gamma, to.gamma),
    betaMoved: largestDifference(from.beta, to.beta),
  };
}

/** What the counters say, where the values can have moved so in as many updates; otherwise why it cannot be told. */
export function updatesBetween(
  before: StateThen,
  now: StateThen,
  newest: number | null,
): { readonly updates: number | null; readonly unknown?: string } {
  const not = (unknown: string) => ({ updates: null, unknown });
  if (!before.hasCounter || !now.hasCounter) return not('num_batches_tracked is not stored in both');
  const [from, to] = [before.state, now.state];
  const count = to.numBatchesTracked - from.numBatchesTracked;
  if (count < 0) return not(`num_batches_tracked fell from ${from.numBatchesTracked} to ${to.numBatchesTracked}`);
  if (!from.runningVar || !to.runningVar || !from.runningMean || !to.runningMean)
    return not('there are no running values');
  const isStill = isSame(from.runningVar, to.runningVar) && isSame(from.runningMean, to.runningMean);
  if (isStill && count > 0) return not(`${count} batches were counted, but the running values are the same to the bit`);
  if (!isStill && count === 0) return not('no batch was counted, but the running values moved');
  // No batch has a negative variance: each update leaves 1 − m of the old one at least.
  const left = newest === null ? from.numBatchesTracked / Math.max(1, to.numBatchesTracked) : (1 - newest) ** count;
  const { runningVar } = from;
  const rounding = 1e-4;
  const isTooFar = to.runningVar.some((variance, channel) => variance < left * runningVar[channel] * (1 - rounding));
  return isTooFar ? not(`the variance fell by more than ${count} updates can make it`) : { updates: count };
}

function largestDifference(a: Float64Array | null, b: Float64Array | null): number {
  let most = 0;
  for (let channel = 0; channel < Math.min(a?.length ?? 0, b?.length ?? 0); channel++) {
    const size = Math.abs((b?.[channel] ?? 0) - (a?.[channel] ?? 0));
    if (size > most || Number.isNaN(size)) most = size;
    if (Number.isNaN(size)) return NaN;
  }
  return most;
}
