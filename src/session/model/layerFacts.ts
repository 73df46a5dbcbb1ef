import { meanAt, varianceAt, type LayerState } from '../../engine/index.js';
import { Scatter } from '../findings/index.js';
import type { PassRecord } from '../records/index.js';

/** What rules over several layers look at in one of them. [C] each. */
export interface LayerFacts {
  /** Whether γ and β were recorded, and stayed to the bit what they were; null: they were not recorded, or there is one pass. */
  readonly isAffineConstant: boolean | null;
  /** As the process had them where it was recorded; the first and the last. */
  readonly first: RunningFacts | null;
  readonly last: RunningFacts | null;
  /** The first pass that moved the recorded running values; −1: none. */
  readonly firstMoved: number;
  /** Train passes whose recorded running values moved. */
  readonly moves: number;
  readonly trainPasses: number;
  /** Standard deviation of the batch means over the train passes; null of less than two. */
  readonly meanScatter: Float64Array | null;
  /** The same of the logarithms of their variances. */
  readonly logVarianceScatter: Float64Array | null;
  /** Batches that the process had counted by the end; null: not recorded. */
  readonly lastTracked: number | null;
  /** After the last pass. */
  readonly state: LayerState | null;
}

export interface RunningFacts {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Gathers them, pass by pass. */
export class FactsOfLayer {
  #gamma: Float64Array | null = null;
  #beta: Float64Array | null = null;
  #compared = 0;
  #isConstant = true;
  #first: RunningFacts | null = null;
  #last: RunningFacts | null = null;
  #firstMoved = -1;
  #moves = 0;
  #trainPasses = 0;
  #means: Scatter | null = null;
  #logVariances: Scatter | null = null;
  #column = new Float64Array(0);
  #state: LayerState | null = null;
  #lastTracked: number | null = null;

  add(pass: number, record: PassRecord): void {
    const { plan, before, after, recorded, moments } = record;
    this.#state = after;
    if (plan.mode === 'train') this.#trainPasses += 1;
    if (recorded) this.#compareAffine(before);
    this.#lastTracked = recorded?.numBatchesTracked ?? this.#lastTracked;
    const had = recorded?.before ?? null;
    const has = recorded?.after ?? null;
    const begun = had ? { mean: had.runningMean, variance: had.runningVar } : this.#last;
    if (begun && !this.#first) this.#first = { mean: begun.mean.slice(), variance: begun.variance.slice() };
    if (has) {
      const isMoved =
        begun !== null && !(isSame(begun.mean, has.runningMean) && isSame(begun.variance, has.runningVar));
      if (isMoved) {
        this.#moves += 1;
        if (this.#firstMoved < 0) this.#firstMoved = pass;
      }
      this.#last = { mean: has.runningMean, variance: has.runningVar };
      this.#first ??= { mean: has.runningMean.slice(), variance: has.runningVar.slice() };
    }
    if (plan.mode !== 'train' || record.kind !== 'computed' || !moments) return;
    const channels = moments.shift.length;
    this.#means ??= new Scatter(channels);
    this.#logVariances ??= new Scatter(channels);
    // What scatters is copied: one piece of memory does for all passes.
    const column = this.#column.length === channels ? this.#column : (this.#column = new Float64Array(channels));
    for (let c = 0; c < channels; c++) column[c] = meanAt(moments, c);
    this.#means.add(column);
    for (let c = 0; c < channels; c++) column[c] = Math.log(varianceAt(moments, c));
    this.#logVariances.add(column);
  }

  #compareAffine({ gamma, beta }: LayerState): void {
    if (!gamma || !beta) return;
    if (this.#gamma && this.#beta) {
      this.#compared += 1;
      this.#isConstant &&= isSame(gamma, this.#gamma) && isSame(beta, this.#beta);
      return;
    }
    [this.#gamma, this.#beta] = [gamma.slice(), beta.slice()];
  }

  get facts(): LayerFacts {
    return {
      isAffineConstant: this.#compared > 0 ? this.#isConstant : null,
      first: this.#first,
      last: this.#last && { mean: this.#last.mean.slice(), variance: this.#last.variance.slice() },
      firstMoved: this.#firstMoved,
      moves: this.#moves,
      trainPasses: this.#trainPasses,
      meanScatter: deviationsOf(this.#means),
      logVarianceScatter: deviationsOf(this.#logVariances),
      lastTracked: this.#lastTracked,
      state: this.#state && ownState(this.#state),
    };
  }
}

function deviationsOf(scatter: Scatter | null): Float64Array | null {
  const deviations = scatter?.mean.map((_, channel) => scatter.deviation(channel));
  return deviations?.some((one) => !Number.isNaN(one)) ? deviations : null;
}

/** A recorded pass's arrays are parts of its file's, all of which would stay with them. */
function ownState(state: LayerState): LayerState {
  const own = (values: Float64Array | null) => values?.slice() ?? null;
  return {
    ...state,
    gamma: own(state.gamma),
    beta: own(state.beta),
    runningMean: own(state.runningMean),
    runningVar: own(state.runningVar),
  };
}

/** To the bit, NaN being itself. */
export function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
