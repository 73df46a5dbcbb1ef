import { meanAt, varianceAt, type Layer, type LayerState, type Moments } from '../../engine/index.js';

/**
 * (batch mean − running mean) / √(running var + eps) for every channel, [groups]: where the mean of x̂ would lie if this
 * batch were evaluated with `state`. 0 without running values, since eval then uses the batch's own.
 */
export function meanGaps(moments: Moments, state: LayerState, layer: Layer): Float64Array {
  const gaps = new Float64Array(moments.shift.length);
  for (let channel = 0; channel < gaps.length; channel++) gaps[channel] = meanGapOf(moments, state, layer, channel);
  return gaps;
}

/** The gap of one channel. */
export function meanGapOf(moments: Moments, state: LayerState, { convention }: Layer, channel: number): number {
  if (!state.runningMean || !state.runningVar) return 0;
  const distance = moments.shift[channel] - state.runningMean[channel] + moments.remainder[channel];
  return distance / Math.sqrt(state.runningVar[channel] + convention.eps);
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
