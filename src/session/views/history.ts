import type { BatchAccess } from '../batches/index.js';
import type { Branch, Session } from '../run/index.js';
import { branchesBeside } from './branchesBeside.js';
import { readChannel, type ChannelSeries } from './folds/channelSeries.js';
import { initialWeights } from './folds/initialWeights.js';
import type { ChannelHistory } from './view.js';

/** Some channels over the computed passes, for the chart of running averages, and the branches beside. @throws what `breathe` throws */
export async function history(
  session: Session,
  request: { readonly channels: readonly number[] },
  access: Pick<BatchAccess, 'breathe'> = {},
  branches: readonly Branch[] = [],
): Promise<ChannelHistory[]> {
  const { breathe } = access;
  // One array for all: it crosses to the panel once.
  const initialWeight = await initialWeights(session, breathe);
  const histories: ChannelHistory[] = [];
  for (const channel of request.channels) {
    histories.push(await readChannel(session, channel, (series) => historyOf(series, initialWeight), breathe));
  }
  const [first, ...others] = histories;
  if (branches.length === 0 || histories.length === 0) return histories;
  return [{ ...first, beside: await branchesBeside(session, branches, first.channel, access) }, ...others];
}

function historyOf(series: ChannelSeries, initialWeight: Float64Array): ChannelHistory {
  return {
    channel: series.channel,
    runningMean: new Float64Array(series.runningMean),
    runningVar: new Float64Array(series.runningVar),
    batchMean: new Float64Array(series.batchMean),
    batchVar: new Float64Array(series.batchVar),
    allBatches: new Float64Array(series.allBatches()),
    initialWeight,
  };
}
