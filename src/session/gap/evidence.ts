import type { Convention, LayerState } from '../../engine/index.js';
import type { ChannelSplit } from './channelSplit.js';
import { PART } from './parts.js';
import type { GapSubject } from './subject.js';
import { windowLength, type TrainHistory } from './trainHistory.js';

/** What the causes are told with; passes count from 0. */
export interface GapEvidence {
  /** Labels of the first batch that is held against the running values, and how many there are. */
  readonly batch: string;
  readonly batches: number;
  readonly isTrain: boolean;
  readonly start: {
    /** w₀, the larger of mean's and variance's. */
    readonly weight: number;
    /** Train passes that have moved the running values since. */
    readonly trained: number;
    /** What all channels start with, where that is one number. */
    readonly mean: number | null;
    readonly variance: number | null;
    /** Passes like these until less than 1 % is left; null where none would do. */
    readonly settles: number | null;
  };
  /** How many passes the average is behind, and over how many the lines go. */
  readonly behind: number;
  readonly window: number;
  /** The batch unlike the others that moves most in the channels where it matters. */
  readonly outlier: {
    readonly pass: number;
    /** How far it lies from the others at most, in robust σ. */
    readonly deviation: number;
    readonly weight: number;
    /** How many such batches there are in all. */
    readonly batches: number;
  } | null;
  /** Values per channel of the last train batch. */
  readonly count: number;
  readonly storedVar: Convention['storedVar'];
  readonly eps: number;
  /** Whether the running values are held, or computed, in less than float64. */
  readonly isRounded: boolean;
}

const settled = 0.01;

/** Gathers, channel by channel, what outlier batches do. */
export class OutlierEvidence {
  private readonly effects: Float64Array;
  private readonly deviations: Float64Array;

  constructor(private readonly history: TrainHistory) {
    this.effects = new Float64Array(history.passes.length);
    this.deviations = new Float64Array(history.passes.length);
  }

  /** The channel that was split last. */
  add(split: ChannelSplit): void {
    const { level, windowStart, distances } = split;
    for (let at = 0; at < level.isOutlier.length; at++) {
      if (!level.isOutlier[at]) continue;
      const i = windowStart + at;
      // A channel with next to no variance must not outweigh all others.
      this.effects[i] += Math.min(split.effectOf(at), Math.abs(distances[PART.outlier])) || 0;
      this.deviations[i] = Math.max(this.deviations[i], level.deviations[at]);
    }
  }

  strongest(): GapEvidence['outlier'] {
    const { places, mean, variance } = this.history;
    let strongest = -1;
    let batches = 0;
    for (let i = 0; i < places.length; i++) {
      if (this.deviations[i] === 0) continue;
      batches += 1;
      if (strongest < 0 || this.effects[i] > this.effects[strongest]) strongest = i;
    }
    if (strongest < 0) return null;
    return {
      pass: places[strongest],
      deviation: this.deviations[strongest],
      weight: Math.max(mean.batches[strongest], variance.batches[strongest]),
      batches,
    };
  }
}

export function evidenceOf({ history, batches, record }: GapSubject, outliers: OutlierEvidence): GapEvidence {
  const { mean, variance, newest, passes } = history;
  const [{ plan }] = batches;
  const last = passes[passes.length - 1];
  const { convention, emulation } = record.layer;
  const weights = mean.start >= variance.start ? mean : variance;
  return {
    batch: plan.batch.label,
    batches: batches.length,
    isTrain: plan.mode === 'train',
    start: {
      weight: weights.start,
      trained: weights.batches.filter((weight) => weight > 0).length,
      mean: sameIn(mean.given, 'runningMean'),
      variance: sameIn(variance.given, 'runningVar'),
      settles: settlesAfter(weights.start, newest),
    },
    behind: behindOf(history),
    window: windowLength(history),
    outlier: outliers.strongest(),
    count: last.moments.count,
    storedVar: convention.storedVar,
    eps: convention.eps,
    isRounded: emulation !== undefined && (emulation.state !== 'float64' || emulation.arithmetic !== 'exact'),
  };
}

/** The one number that all channels have; null where they differ. */
function sameIn(state: LayerState, name: 'runningMean' | 'runningVar'): number | null {
  const values = state[name];
  if (!values || !Number.isFinite(values[0])) return null;
  return values.every((value) => value === values[0]) ? values[0] : null;
}

function settlesAfter(weight: number, newest: number | null): number | null {
  if (newest === null || newest <= 0 || weight <= settled) return null;
  if (newest >= 1) return 1;
  return Math.ceil(Math.log(settled / weight) / Math.log1p(-newest) - 1e-9);
}

/** How old the batches in the mean are on average, in passes. */
function behindOf({ mean, newest }: TrainHistory): number {
  if (newest !== null && newest > 0) return 1 / newest - 1;
  let [age, weight] = [0, 0];
  for (let i = 0; i < mean.batches.length; i++) {
    weight += mean.batches[i];
    age += mean.batches[i] * (mean.batches.length - 1 - i);
  }
  return weight === 0 ? 0 : age / weight;
}
