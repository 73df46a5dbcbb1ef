import type { Session } from '../run/index.js';
import { allBatches, channelMeanAndVariance, initialWeights } from '../records/index.js';
import type { ChannelHistory } from './view.js';

/** Some channels over the computed passes, for the chart of running averages. */
export function history(session: Session, request: { readonly channels: readonly number[] }): ChannelHistory[] {
  const weights = initialWeights(session.passes);
  return request.channels.map((channel) => channelHistory(session, channel, weights));
}

function channelHistory(session: Session, channel: number, weights: Float64Array): ChannelHistory {
  const { passes, initial } = session;
  const states = [initial, ...passes.map((pass) => pass.after)];
  const batch = passes.map((pass) => (pass.moments ? channelMeanAndVariance(pass.moments, channel) : [NaN, NaN]));
  return {
    channel,
    runningMean: Float64Array.from(states, (state) => state.runningMean?.[channel] ?? NaN),
    runningVar: Float64Array.from(states, (state) => state.runningVar?.[channel] ?? NaN),
    batchMean: Float64Array.from(batch, ([mean]) => mean),
    batchVar: Float64Array.from(batch, ([, variance]) => variance),
    allBatches: Float64Array.from(allBatches(session.passes, channel)),
    initialWeight: weights.slice(),
  };
}
