import type { Session } from '../session.js';
import { initialWeights } from '../views/initialWeights.js';

/**
 * Why one channel's running values differ from a batch, after a pass. `initial…` is the part that the convention's own
 * start (0 and 1) explains, which more train passes remove; `batch…` the rest: this batch is unlike those that the running
 * values were taken from. A start that was given (a checkpoint's) counts as such a batch.
 */
export interface GapParts {
  /** (batch mean − running mean) / running σ, eps included. */
  readonly gap: number;
  readonly initialGap: number;
  readonly batchGap: number;
  /** √(running var + eps) over the σ that the train batches alone would have left. */
  readonly initialSpread: number;
  /** σ of the batch over the same σ: what eval would make of x̂'s σ = 1. */
  readonly batchSpread: number;
}

/** Splits gaps of a session's passes; made once per rule, asked for every channel and pass. */
export class GapSplitter {
  readonly #session: Session;
  readonly #weights: Float64Array;

  constructor(session: Session) {
    this.#session = session;
    this.#weights = initialWeights(session);
  }

  /** Weight of the initial running values after a pass. */
  weightAfter(pass: number): number {
    return this.#weights[pass + 1];
  }

  /** null where nothing can be said: no running values, a refused pass, a constant channel, a number that is not finite. */
  at(pass: number, channel: number): GapParts | null {
    const record = this.#session.passes[pass];
    const { runningMean, runningVar } = record.after;
    if (record.kind === 'refused' || !runningMean || !runningVar) return null;
    const { moments } = record;
    if (moments.min[channel] === moments.max[channel] || moments.nonFinite[channel] > 0) return null;
    const { eps } = this.#session.layer.convention;
    const mean = moments.shift[channel] + moments.remainder[channel];
    const sigma = Math.sqrt(runningVar[channel] + eps);
    const gap = (mean - runningMean[channel]) / sigma;
    if (!Number.isFinite(gap)) return null;

    const weight = this.#isOwnStart(channel) ? this.#weights[pass + 1] : 0;
    const batchSigma = Math.sqrt(moments.m2[channel] / moments.count + eps);
    if (weight >= 1) return { gap, initialGap: gap, batchGap: 0, initialSpread: sigma / batchSigma, batchSpread: 1 };
    const start = this.#session.initial;
    const learnedMean = withoutStart(runningMean[channel], start.runningMean?.[channel] ?? 0, weight);
    const learnedVar = withoutStart(runningVar[channel], start.runningVar?.[channel] ?? 0, weight);
    const learnedSigma = Math.sqrt(Math.max(0, learnedVar) + eps);
    const batchGap = (mean - learnedMean) / sigma;
    return {
      gap,
      initialGap: gap - batchGap,
      batchGap,
      initialSpread: sigma / learnedSigma,
      batchSpread: batchSigma / learnedSigma,
    };
  }

  #isOwnStart(channel: number): boolean {
    return isOwnStart(this.#session, channel);
  }
}

/** Whether a channel starts where the convention starts it, rather than from given values. */
export function isOwnStart({ initial, layer }: Session, channel: number): boolean {
  const { initialMean, initialVar } = layer.convention;
  return initial.runningMean?.[channel] === initialMean && initial.runningVar?.[channel] === initialVar;
}

function withoutStart(running: number, start: number, weight: number): number {
  return weight === 0 ? running : (running - weight * start) / (1 - weight);
}
