import { varianceAt, type LayerState } from '../../engine/index.js';
import { type ComputedPass, initialWeights, type PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';

/** An x̂ that eval centres half a σ off has changed what the next layer sees of every value. */
export const MEAN_GAP = 0.5;
/** An x̂ twice as wide, or half as wide, as in training. */
export const SPREAD_FACTOR = 2;
/** The gap that is left when more batches are called enough. */
export const SETTLED_GAP = 0.2;

/**
 * Why one channel's running values differ from a batch, after a pass. `initial…` is the part that the convention's own
 * start (0 and 1) explains, which more train passes remove; `batch…` the rest: this batch is unlike those that the running
 * values were taken from. A start that was given (a checkpoint's) counts as such a batch.
 */
export interface GapParts {
  readonly channel: number;
  /** (batch mean − running mean) / running σ, eps included. */
  readonly gap: number;
  readonly initialGap: number;
  readonly batchGap: number;
  /** √(running var + eps) over the σ that the train batches alone would have left. */
  readonly initialSpread: number;
  /** σ of the batch over the same σ: what eval would make of x̂'s σ = 1. */
  readonly batchSpread: number;
}

interface Known {
  readonly session: Pick<Session, 'layer' | 'initial'>;
  readonly weight: number;
  readonly parts: readonly GapParts[];
}

/** A pass keeps its gaps while layer and start stay, so that a step looks at the new pass only. */
const known = new WeakMap<PassRecord, Known>();

/** What is left of the start after every computed pass, and the channels that are off by more than is worth a word. */
export class Gaps {
  readonly #session: Session;
  readonly #weights: Float64Array;

  constructor(session: Session) {
    this.#session = session;
    this.#weights = initialWeights(session.layer, session.passes);
  }

  /** Weight of the initial running values after a pass. */
  weightAfter(pass: number): number {
    return this.#weights[pass + 1];
  }

  /**
   * Channels off by `MEAN_GAP` or `SPREAD_FACTOR`, for whatever reason. None without running values and in a refused pass;
   * constant channels and those with a number that is not finite are left out, which other rules tell of.
   */
  offChannels(pass: number): readonly GapParts[] {
    const record = this.#session.passes[pass];
    if (record.kind === 'refused' || !record.after.runningMean || !record.after.runningVar) return [];
    const { layer, initial } = this.#session;
    const weight = this.weightAfter(pass);
    const before = known.get(record);
    if (before?.weight === weight && before.session.layer === layer && before.session.initial === initial) {
      return before.parts;
    }
    const parts = offChannels(this.#session, record, record.after.runningMean, record.after.runningVar, weight);
    known.set(record, { session: { layer, initial }, weight, parts });
    return parts;
  }
}

function offChannels(
  { layer, initial }: Session,
  { moments }: ComputedPass,
  runningMean: Float64Array,
  runningVar: Float64Array,
  weightOfStart: number,
): GapParts[] {
  const { eps, initialMean, initialVar } = layer.convention;
  const { shift, remainder, min, max, nonFinite } = moments;
  const found: GapParts[] = [];
  for (let channel = 0; channel < shift.length; channel++) {
    if (min[channel] === max[channel] || nonFinite[channel] > 0) continue;
    const mean = shift[channel] + remainder[channel];
    const sigma = Math.sqrt(runningVar[channel] + eps);
    const batchSigma = Math.sqrt(varianceAt(moments, channel) + eps);
    const gap = (mean - runningMean[channel]) / sigma;
    if (!Number.isFinite(gap)) continue;
    const startMean = initial.runningMean?.[channel];
    const startVar = initial.runningVar?.[channel];
    const weight = startMean === initialMean && startVar === initialVar ? weightOfStart : 0;
    // Before any train pass, all of it is the start.
    const isAllStart = weight >= 1;
    const learnedMean = isAllStart ? mean : withoutStart(runningMean[channel], startMean ?? 0, weight);
    const learnedVar = isAllStart ? 0 : withoutStart(runningVar[channel], startVar ?? 0, weight);
    const learnedSigma = isAllStart ? batchSigma : Math.sqrt(Math.max(0, learnedVar) + eps);
    const initialSpread = sigma / learnedSigma;
    const batchSpread = batchSigma / learnedSigma;
    if (Math.abs(gap) <= MEAN_GAP && !isWide(initialSpread) && !isWide(batchSpread)) continue;
    const batchGap = (mean - learnedMean) / sigma;
    found.push({ channel, gap, initialGap: gap - batchGap, batchGap, initialSpread, batchSpread });
  }
  return found;
}

/** Whether a ratio of two σ is worth a word. */
export function isWide(spread: number): boolean {
  return spread > SPREAD_FACTOR || spread < 1 / SPREAD_FACTOR;
}

/** Whether a channel starts where the convention starts it, rather than from given values. */
export function isOwnStart({ layer, initial }: Pick<Session, 'layer' | 'initial'>, channel: number): boolean {
  const { initialMean, initialVar } = layer.convention;
  const { runningMean, runningVar }: LayerState = initial;
  return runningMean?.[channel] === initialMean && runningVar?.[channel] === initialVar;
}

function withoutStart(running: number, start: number, weight: number): number {
  return weight === 0 ? running : (running - weight * start) / (1 - weight);
}
