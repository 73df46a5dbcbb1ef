import type { Layer } from '../../../../engine/index.js';
import { Chance, noiseOfLearned } from '../../chance.js';
import { isOwnStart, isWide } from '../../channelGaps.js';
import { distanceFor } from '../../effectOf.js';
import type { Look } from '../../look.js';
import { levelOf } from '../../noise.js';
import { telling, type Rule, type Words } from '../../rule.js';
import { thresholds, type GapLimits } from './thresholds.js';
import { begun, extend, type Off, type Streak, type Trace } from './trace.js';
import { wordsFor } from './wordsFor.js';

interface Memory {
  /** As it was set last. */
  layer: Layer;
  readonly limits: GapLimits;
  readonly channels: number;
  readonly traces: Map<number, Trace>;
  readonly streaks: Map<number, Streak>;
  /** Passes with gaps. */
  looks: number;
  /** The first train pass that has run. */
  firstTrained: number;
}

/**
 * Channels whose batch lies elsewhere than the running values: train normalizes them well, eval does not. What the
 * layer's own start explains is left to `not-converged`, what chance explains is left out.
 */
export const trainEvalGap: Rule<Memory, typeof thresholds> = {
  id: 'train-eval-gap',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/5406',
  explains: [],

  start: (layer, { runningMean }, limits) => ({
    layer,
    limits,
    channels: runningMean?.length ?? 0,
    traces: new Map(),
    streaks: new Map(),
    looks: 0,
    firstTrained: Infinity,
  }),

  see(memory, look) {
    const { pass, record, gaps, batch } = look;
    const { traces, limits } = memory;
    memory.layer = record.layer;
    if (!gaps || !batch) return;
    memory.looks += 1;
    const isTrain = record.plan.mode === 'train';
    if (isTrain) memory.firstTrained = Math.min(memory.firstTrained, pass);
    let judge: ((channel: number) => boolean) | null = null;
    for (let channel = 0; channel < gaps.gap.length; channel++) {
      const gap = gaps.gap[channel];
      const isSuspect = Math.abs(gap) > limits.meanGap || isWide(gaps.batchSpread[channel], limits.spreadFactor);
      if (!isSuspect || !(judge ??= judgeOf(memory, look))(channel)) {
        if (isTrain && memory.streaks.size > 0) memory.streaks.delete(channel);
        continue;
      }
      const off: Off = offBy(look, channel, limits);
      const trace = traces.get(channel);
      const since = isTrain && !trace ? streakIn(memory, look, channel, off.side) : pass;
      if (since === null) continue;
      if (trace) extend(trace, pass, off);
      else traces.set(channel, begun(channel, since, pass, off));
    }
  },

  tell({ layer, channels, traces, firstTrained }, limits) {
    const words = (trace: Trace): Words => wordsFor(layer, trace, trace.lastPass >= firstTrained, limits);
    return [telling({ evidence: [...traces.values()], channels, example: 'most', words })];
  },
};

/** Whether a channel is off by more than chance, and by the batch's doing. */
function judgeOf({ looks, limits }: Memory, look: Look): (channel: number) => boolean {
  const { record, gaps, batch, trained, start, share } = look;
  const { moments } = record;
  const { runningVar } = record.after;
  if (!gaps || !batch || !moments || !runningVar) return () => false;
  const { eps } = record.layer.convention;
  const level = levelOf(looks, batch.mean.length);
  const chances: (Chance | undefined)[] = [];
  return (channel) => {
    const isOwn = isOwnStart(record.layer, start.origin, channel);
    const chance = (chances[Number(isOwn)] ??= new Chance(level, batch, trained, noiseOfLearned(look, isOwn)));
    const { gap, batchGap, batchSpread } = gaps;
    const sigma = Math.sqrt(runningVar[channel] + eps);
    // Where the start weighs much, its 1 is no measure of chance.
    const learnedSigma = isOwn && share.weight > 0.01 ? batch.sigma[channel] / batchSpread[channel] : sigma;
    if (isFar(gap[channel], batchGap[channel], limits.meanGap)) {
      const reach = chance.ofMean(channel, learnedSigma) / sigma;
      if (Math.abs(batchGap[channel]) > reach) return true;
    }
    if (!isWide(batchSpread[channel], limits.spreadFactor)) return false;
    const own = batch.logVariance[channel];
    const learned = own - 2 * Math.log(batchSpread[channel]);
    const usual = trained.logVariances.count[channel] > 0 ? trained.logVariances.mean[channel] : learned;
    const side = batchSpread[channel] > 1 ? 1 : -1;
    // An odd batch may have moved what was learned: the other batches count, too.
    return Math.min(side * (own - learned), side * (own - usual)) > chance.ofLogVariance(moments, channel, side);
  };
}

/** Most of it must be the batch's doing: where the start weighs more, that is the cause to tell. */
function isFar(gap: number, batchGap: number, limit: number): boolean {
  return Math.abs(batchGap) > limit && Math.abs(gap) > limit && Math.abs(batchGap) >= Math.abs(gap - batchGap);
}

/** Where the row of train passes began that this one completes; null where it does not, yet. */
function streakIn({ streaks, limits }: Memory, look: Look, channel: number, side: number): number | null {
  const { pass, record, start, share } = look;
  const before = streaks.get(channel);
  const streak = before?.side === side ? before : { pass, side, count: 0 };
  streak.count += 1;
  streaks.set(channel, streak);
  const isFirst = share.trained <= 1 && !isOwnStart(record.layer, start.origin, channel);
  return isFirst || streak.count >= limits.inARow ? streak.pass : null;
}

function offBy({ record, gaps }: Look, channel: number, { meanGap }: GapLimits): Off {
  const [gap, spread] = gaps ? [gaps.gap[channel], gaps.batchSpread[channel]] : [NaN, NaN];
  const wide = Math.log2(spread);
  const side = Math.sign(Math.abs(gap) > meanGap ? gap : wide);
  return { record, gap, side, size: distanceFor(gap, spread) };
}
