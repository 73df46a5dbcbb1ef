import { GroupUnion } from '../../../engine/index.js';
import { channelMeanAndVariance, type PassRecord } from '../../records/index.js';
import { PassFolds, type FoldedSession, type PassFold } from './passFolds.js';

/** One channel over the computed passes; the running values begin with the initial ones. */
export class ChannelSeries implements PassFold {
  readonly work = 16;
  readonly runningMean: number[] = [];
  readonly runningVar: number[] = [];
  readonly batchMean: number[] = [];
  readonly batchVar: number[] = [];
  /** All values of the train batches, eval's left out because it is not stored. */
  readonly #trained = new GroupUnion();
  #hasTrained = false;

  constructor(
    readonly channel: number,
    initial: FoldedSession['initial'],
  ) {
    this.#addState(initial);
  }

  add({ kind, plan, moments, after }: PassRecord): void {
    this.#addState(after);
    const [mean, variance] = moments ? channelMeanAndVariance(moments, this.channel) : [NaN, NaN];
    this.batchMean.push(mean);
    this.batchVar.push(variance);
    if (kind !== 'computed' || plan.mode !== 'train') return;
    this.#trained.add(moments, this.channel);
    this.#hasTrained = true;
  }

  /** [mean, biased variance] over all values of the train batches; NaN where no train pass has run. */
  allBatches(): readonly [mean: number, variance: number] {
    return this.#hasTrained ? channelMeanAndVariance(this.#trained.finish(), 0) : [NaN, NaN];
  }

  #addState({ runningMean, runningVar }: FoldedSession['initial']): void {
    this.runningMean.push(runningMean?.[this.channel] ?? NaN);
    this.runningVar.push(runningVar?.[this.channel] ?? NaN);
  }
}

/** More channels at a time than anybody selects. */
const mostChannels = 64;
const series = new PassFolds<ChannelSeries>(mostChannels);

/** @throws what `breathe` throws */
export function readChannel<T>(
  session: FoldedSession,
  channel: number,
  read: (series: ChannelSeries) => T,
  breathe?: () => Promise<void>,
): Promise<T> {
  return series.read(session, String(channel), () => new ChannelSeries(channel, session.initial), read, breathe);
}
