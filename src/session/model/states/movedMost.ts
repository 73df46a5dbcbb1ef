import { updatesBetween, type StateThen } from '../moved.js';

/** How far a layer moved from one state to another, with signs: of the channel that moved most. */
export interface MovedMost {
  /** Whether both have γ or β; whether both have running values. */
  readonly hasAffine: boolean;
  readonly hasRunning: boolean;
  /** Largest |Δγ| and |Δβ| over the channels; 0 where there are none. */
  readonly gamma: number;
  readonly beta: number;
  /** Whether γ and β are equal to the bit. */
  readonly isAffineSame: boolean;
  /** Δmean / √(old variance + eps), and (new + eps) / (old + eps). */
  readonly mean: number;
  readonly variance: number;
  readonly isRunningSame: boolean;
  /** Null: see `unknown`. */
  readonly updates: number | null;
  /** Why updates cannot be told. */
  readonly unknown?: string;
}

/** @param newest weight of the newest batch in the average; null: cumulative */
export function movedMost(before: StateThen, now: StateThen, eps: number, newest: number | null): MovedMost {
  const [from, to] = [before.state, now.state];
  const hasRunning = from.runningMean && from.runningVar && to.runningMean && to.runningVar;
  const gamma = largestDifference(from.gamma, to.gamma);
  const beta = largestDifference(from.beta, to.beta);
  const hasAffine = gamma !== null || beta !== null;
  let [mean, variance] = [0, 1];
  if (hasRunning) {
    for (let channel = 0; channel < from.runningMean.length; channel++) {
      const sigma = (to.runningMean[channel] - from.runningMean[channel]) / Math.sqrt(from.runningVar[channel] + eps);
      if (isLarger(sigma, mean)) mean = sigma;
      const ratio = (to.runningVar[channel] + eps) / (from.runningVar[channel] + eps);
      if (isLarger(Math.log(Math.abs(ratio)), Math.log(Math.abs(variance)))) variance = ratio;
    }
  }
  return {
    hasAffine,
    hasRunning: Boolean(hasRunning),
    gamma: gamma ?? 0,
    beta: beta ?? 0,
    isAffineSame: hasAffine && (gamma ?? 0) === 0 && (beta ?? 0) === 0,
    mean,
    variance,
    isRunningSame: Boolean(hasRunning) && mean === 0 && variance === 1,
    ...updatesBetween(before, now, newest),
  };
}

/** In size; NaN before all. */
function isLarger(value: number, than: number): boolean {
  return Math.abs(value) > Math.abs(than) || (Number.isNaN(value) && !Number.isNaN(than));
}

function largestDifference(a: Float64Array | null, b: Float64Array | null): number | null {
  if (a?.length !== b?.length || !a || !b) return null;
  let most = 0;
  for (let channel = 0; channel < a.length; channel++) {
    const size = Math.abs(b[channel] - a[channel]);
    if (isLarger(size, most)) most = size;
  }
  return most;
}
