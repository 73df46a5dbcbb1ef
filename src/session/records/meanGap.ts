import { meanAt, varianceAt, type Layer, type LayerState, type Moments } from '../../engine/index.js';

/**
 * (batch mean − running mean) / √(running var + eps) for every channel, [groups]: where the mean of x̂ would lie if this
 * batch were evaluated with `state`. 0 without running values, since eval then uses the batch's own.
 * @param into of so many channels from `first` on, where not of all
 */
export function meanGaps(
  { shift, remainder }: Moments,
  { runningMean, runningVar }: LayerState,
  { convention: { eps } }: Layer,
  into: Float64Array = new Float64Array(shift.length),
  first = 0,
): Float64Array {
  if (!runningMean || !runningVar) return into.fill(0);
  for (let i = 0, channel = first; i < into.length; i++, channel++) {
    into[i] = gap(shift[channel], remainder[channel], runningMean[channel], runningVar[channel], eps);
  }
  return into;
}

/** The gap of one channel. */
export function meanGapOf(
  { shift, remainder }: Moments,
  { runningMean, runningVar }: LayerState,
  { convention: { eps } }: Layer,
  channel: number,
): number {
  if (!runningMean || !runningVar) return 0;
  return gap(shift[channel], remainder[channel], runningMean[channel], runningVar[channel], eps);
}

/** The mean is near the running one, from which it is taken before its rest is added. */
function gap(shift: number, remainder: number, runningMean: number, runningVar: number, eps: number): number {
  return (shift - runningMean + remainder) / Math.sqrt(runningVar + eps);
}

/** (batch var) / (running var) of one channel; 1 without running values. */
export function varianceRatioOf(moments: Moments, { runningVar }: LayerState, channel: number): number {
  return runningVar ? varianceAt(moments, channel) / runningVar[channel] : 1;
}

/** One channel's moments, [1] each, for the views that show a few channels of many. */
export function channelMoments(moments: Moments, channel: number): Moments {
  const one = <T extends Float64Array | Uint32Array>(values: T): T => values.slice(channel, channel + 1) as T;
  const scaled = moments.extremes?.get(channel);
  return {
    count: moments.count,
    shift: one(moments.shift),
    remainder: one(moments.remainder),
    m2: one(moments.m2),
    min: one(moments.min),
    max: one(moments.max),
    nonFinite: one(moments.nonFinite),
    firstNonFinite: one(moments.firstNonFinite),
    ...(scaled && { extremes: new Map([[0, scaled]]) }),
  };
}

/** [mean, biased variance] of one channel of a batch. */
export function channelMeanAndVariance(moments: Moments, channel: number): readonly [mean: number, variance: number] {
  return [meanAt(moments, channel), varianceAt(moments, channel)];
}
