import { channelOfGroup } from '../../engine/index.js';
import type { Session } from '../run/index.js';
import { channelMeanAndVariance, channelMoments, meanGapOf } from '../records/index.js';
import { type BatchAccess, indexOf, valueAt } from '../batches/index.js';
import { emulatedNumbers } from './emulatedNumbers.js';
import { readChannel } from './folds/channelSeries.js';
import { assertChannel, shownPass } from './shownPass.js';
import type { ChannelNumbers } from './view.js';

/** One channel's numbers at one pass. The batch itself is read only to show a value that is not finite. */
export async function numbers(
  session: Session,
  { pass, channel }: { readonly pass: number | null; readonly channel: number },
  access: BatchAccess,
): Promise<ChannelNumbers> {
  const shown = await shownPass(session, pass, access);
  assertChannel(channel, shown);
  const { state, shape, layout } = shown;
  const moments = channelMoments(shown.moments, channel);
  const [mean, variance] = channelMeanAndVariance(moments, 0);
  const [allMean, allVariance] =
    pass === null ? [NaN, NaN] : await readChannel(session, channel, (series) => series.allBatches(), access.breathe);
  const runningMean = state.runningMean?.[channel] ?? NaN;
  const runningVar = state.runningVar?.[channel] ?? NaN;
  const gap = meanGapOf(shown.moments, state, shown.layer, channel);
  const affine = channelOfGroup(layout, channel);
  // A Linear has no γ and β of one channel.
  const [gamma, beta] = state.linear ? [NaN, NaN] : [state.gamma?.[affine] ?? 1, state.beta?.[affine] ?? 0];
  const first = moments.firstNonFinite[0];
  const emulated = await emulatedNumbers(session, shown, pass, channel, access);
  return {
    channel,
    mean: Float64Array.of(mean, runningMean, allMean, gap),
    variance: Float64Array.of(variance, runningVar, allVariance, state.runningVar ? variance / runningVar : 1),
    extremes: Float64Array.of(moments.min[0], moments.max[0], gamma, beta),
    count: moments.count,
    nonFinite: moments.nonFinite[0],
    ...(emulated && { emulated }),
    firstNonFinite:
      first < 0
        ? null
        : {
            index: indexOf(first, shape),
            value: Float64Array.of(await valueAt(access, shown.plan.batch, indexOf(first, shape))),
          },
  };
}
