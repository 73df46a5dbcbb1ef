import type { PassRecord } from '../records/index.js';

export type RunningValue = 'mean' | 'variance';

/** Which of two running values is NaN or infinite, the mean first; null where both are finite. */
export function firstNonFinite(mean: number, variance: number): RunningValue | null {
  if (!Number.isFinite(mean)) return 'mean';
  return Number.isFinite(variance) ? null : 'variance';
}

/** Whether a pass made a running value of the channel NaN or infinite, which both were not before. */
export function breaksState({ before, after }: PassRecord, channel: number): boolean {
  const { runningMean, runningVar } = after;
  if (!runningMean || !runningVar || runningMean === before.runningMean) return false;
  if (firstNonFinite(runningMean[channel], runningVar[channel]) === null) return false;
  return firstNonFinite(before.runningMean?.[channel] ?? 0, before.runningVar?.[channel] ?? 0) === null;
}
