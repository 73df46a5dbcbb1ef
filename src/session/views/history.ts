import type { BatchAccess } from '../batches/index.js';
import type { Session } from '../run/index.js';
import { readChannel, type ChannelSeries } from './folds/channelSeries.js';
import { initialWeights } from './folds/initialWeights.js';
import type { ChannelHistory } from './view.js';

/** Some channels over the computed passes, for the chart of running averages. @throws what `breathe` throws */
export async function history(
  session: Session,
  request: { readonly channels: readonly number[] },
  { breathe }: Pick<BatchAccess, 'breathe'> = {},
): Promise<ChannelHistory[]> {
  // One array for all: it crosses to the panel once.
  const initialWeight = await initialWeights(session, breathe);
  const histories: ChannelHistory[] = [];
  for (const channel of request.channels) {
    histories.push(await readChannel(session, channel, (series) => historyOf(series, initialWeight), breathe));
  }
  return histories;
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
