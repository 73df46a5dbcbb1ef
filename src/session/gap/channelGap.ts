import { varianceAt } from '../../engine/index.js';
import type { Session } from '../run/index.js';
import { ChannelSplit } from './channelSplit.js';
import { gapSubject, type GapRequest, type GapSubject } from './subject.js';
import type { TrainHistory } from './trainHistory.js';

/** The gap of one channel. */
export interface ChannelGapRequest extends GapRequest {
  readonly channel: number;
}

/** One channel's way from the running values to the batch's, part by part. */
export interface ChannelGap {
  readonly request: GapRequest;
  readonly channel: number;
  /** Null where there is nothing to split at all; see `isSplit` for this channel alone. */
  readonly steps: {
    /** False where the running variance is not above 0, or a number is not finite: the parts are NaN. */
    readonly isSplit: boolean;
    /** [parts] each: in σ, in shares of the running variance, and of the distance. */
    readonly mean: Float64Array;
    readonly variance: Float64Array;
    readonly distances: Float64Array;
    /** [running mean, running variance, μ, σ², g, s, d, eps] */
    readonly ends: Float64Array;
    /** [w₀, r₀, L, Σwᵢ, ΣwᵢLᵢ] and [w₀, v₀, V, Σwᵢ, ΣwᵢVᵢ, B, B′]. */
    readonly meanTerms: Float64Array;
    readonly varianceTerms: Float64Array;
    /** Whether the batch means drift. */
    readonly drifts: boolean;
    /** m; null where weights depend on how many batches there were. */
    readonly newest: number | null;
    /** Train passes so far, and the place of the last in the program. */
    readonly trained: number;
    readonly last: number;
    /** Batches unlike the others, that which moves the mean or the variance most first: at most 3. */
    readonly outliers: readonly GapOutlier[];
    readonly outlierCount: number;
  } | null;
}

export interface GapOutlier {
  readonly pass: number;
  /** [wᵢ of the mean, Lᵢ, μᵢ, wᵢ of the variance, Vᵢ, σᵢ²] */
  readonly terms: Float64Array;
}

const mostOutliers = 3;

/** @throws RangeError where there is no such channel; what `breathe` throws */
export async function channelGap(
  session: Pick<Session, 'initial' | 'passes'>,
  { channel, ...request }: ChannelGapRequest,
  breathe?: () => Promise<void>,
): Promise<ChannelGap> {
  const subject = await gapSubject(session, request, breathe, channel);
  if (typeof subject === 'string') return { request, channel, steps: null };
  return { request, channel, steps: stepsOf(subject, channel) };
}

function stepsOf({ history, evaluated }: GapSubject, channel: number): ChannelGap['steps'] {
  const split = new ChannelSplit(history, evaluated);
  const isSplit = split.split(channel, 0);
  const { moments, state, layer } = evaluated;
  const { level, origin } = split;
  const { mean, variance, passes, places, newest } = history;
  const sum = (values: Float64Array): number => values.reduce((all, one) => all + one, 0);
  const [meanWeight, varianceWeight] = [sum(mean.batches), sum(variance.batches)];
  const outliers = outliersOf(split, history);
  return {
    isSplit,
    mean: split.mean,
    variance: split.variance,
    distances: split.distances,
    ends: Float64Array.of(
      state.runningMean?.[channel] ?? NaN,
      state.runningVar?.[channel] ?? NaN,
      origin + split.rest,
      varianceAt(moments, 0),
      split.gap,
      split.spread,
      split.distance,
      layer.convention.eps,
    ),
    meanTerms: Float64Array.of(
      mean.start,
      mean.given.runningMean?.[channel] ?? NaN,
      level.mean + origin,
      meanWeight,
      split.meanLevels + meanWeight * origin,
    ),
    varianceTerms: Float64Array.of(
      variance.start,
      variance.given.runningVar?.[channel] ?? NaN,
      level.variance,
      varianceWeight,
      split.varianceLevels,
      level.scatter,
      split.scatterSeen,
    ),
    drifts: level.drifts,
    newest,
    trained: passes.length,
    last: places[places.length - 1],
    outliers: outliers.slice(0, mostOutliers),
    outlierCount: outliers.length,
  };
}

/** Those that move most first. */
function outliersOf(split: ChannelSplit, { mean, variance, places }: TrainHistory): GapOutlier[] {
  const { level, windowStart, means, variances, origin } = split;
  return Array.from(level.isOutlier.keys())
    .filter((at) => level.isOutlier[at] === 1)
    .sort((a, b) => split.effectOf(b) - split.effectOf(a))
    .map((at) => {
      const i = windowStart + at;
      return {
        pass: places[i],
        terms: Float64Array.of(
          mean.batches[i],
          level.means[at] + origin,
          means[i] + origin,
          variance.batches[i],
          level.variances[at],
          variances[i],
        ),
      };
    });
}
