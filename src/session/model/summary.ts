import type { Mode } from '../../engine/index.js';
import type { LayerFinding } from './layerFinding.js';
import type { SharedRules } from './sharedRules.js';

/**
 * What a page of a model shows: a row a layer, all on one axis of steps. Rows come first, without cells; cells as they are
 * computed. Small: a number a step and quantity of each layer, however many channels it has.
 */
export interface ModelSummary {
  /** Grows with every change; who knows an older one asks for what is newer. */
  readonly revision: number;
  /** `model.bn.json` */
  readonly title: string;
  readonly columns: ModelColumns;
  /** In the order in which they were first called. */
  readonly layers: readonly LayerSummary[];
  /** Places in `layers`, worst first: severity, what follows from it, |gap|. */
  readonly ranked: Uint32Array;
  /** Causes first. Those of layers that are not computed yet are missing. */
  readonly findings: readonly LayerFinding[];
  /** Whether all cells of all layers are there. */
  readonly isComplete: boolean;
  /** What is worth a word and no reason to stop: `stats_003.npz is still being written`. */
  readonly notices: readonly string[];
  /** By which rules its layers run, as their programs begin; null where none could be opened. */
  readonly rules: SharedRules | null;
}

/** Columns of the common axis: the train passes of a step are one, its eval passes one behind it. */
export interface ModelColumns {
  /** The user's own step numbers, [columns]; of passes without one, their number from 0. */
  readonly steps: Float64Array;
  /** 1 train, 0 eval, [columns] */
  readonly modes: Uint8Array;
}

export interface LayerSummary {
  readonly name: string;
  /** URI of its program; absent where that stands in the model's own file, or is made of an archive. */
  readonly program?: string;
  readonly channels: number;
  readonly passes: number;
  /** By which rules it runs, as its program begins; absent where it could not be opened. */
  readonly rules?: LayerRules;
  /** Absent until they are computed. */
  readonly cells?: LayerCells;
  /** Number of its findings, what follows from others left out. */
  readonly findings: number;
  /** Worst severity of those. */
  readonly severity: 'error' | 'warning' | 'info' | null;
  /** Where the worst one begins, as a place in `columns`; −1: in the state before the first pass. */
  readonly column?: number;
  /** The layer earlier in the list that the row's worst gap or NaN is put down to: a place in `layers`. */
  readonly follows?: number;
  /** Why the layer could not be opened; it has no cells then. */
  readonly problem?: string;
}

export interface LayerRules {
  /** Key of the convention. */
  readonly convention: string;
  readonly eps: number;
  /** null: the cumulative average. */
  readonly momentum: number | null;
}

/**
 * What each column shows of one layer, [columns]; where it has no pass in it, `passes` is 0 and the numbers are 0. Of
 * several passes in one column the one with the largest |gap| counts.
 */
export interface LayerCells {
  /** How many of its passes a column holds. */
  readonly passes: Uint32Array;
  /** Gap of the channel with the largest |gap|, in running σ, NaN before all others. */
  readonly gap: Float32Array;
  /** The channel that is of. */
  readonly channel: Uint32Array;
  /** Median |gap|, channels with NaN left out. */
  readonly typicalGap: Float32Array;
  /** log₂ of √((σ²+eps)/(rv+eps)) furthest from 0, NaN before all others. */
  readonly spread: Float32Array;
  /** Values that are NaN or ±∞, in all channels. */
  readonly nonFinite: Float64Array;
  /** Share of the channels in which the gap matters, 0 to 1. */
  readonly shareOff: Float32Array;
  /** Root mean square over the channels of the distance d between eval's and train's output, in σ of x̂. */
  readonly distance: Float32Array;
  /** What is left of the running values' start after the last pass of the column, 0 to 1. */
  readonly initial: Float32Array;
  /** The last pass of the layer in a column, counted from 0 in its program; −1 where there is none. */
  readonly pass: Int32Array;
}

/** A row's answer to: which channels? The selected layer's, all of them, at one quantity. */
export interface LayerChannels {
  /** [channels × columns], channel after channel; NaN as in the cells, 0 where there is no pass. */
  readonly gap: Float32Array;
  readonly channels: number;
  /** Of the input of its last pass. */
  readonly shape: readonly number[];
  /** Columns with a recorded pass whose values are there, too. */
  readonly kept: readonly number[];
}

/** A channel of the selected layer in a column. */
export interface ChannelAtStep {
  readonly channel: number;
  readonly mode: Mode;
  readonly gap: number;
  readonly batch: MeanAndVariance;
  /** Running values before and after the pass; null where the layer has none. */
  readonly before: MeanAndVariance | null;
  readonly after: MeanAndVariance | null;
  /** Smallest and largest value that is not NaN; null where they were not recorded. */
  readonly extremes: readonly [number, number] | null;
  /** How many of its values are NaN or ±∞. */
  readonly nonFinite: number;
  /** Values per channel. */
  readonly count: number;
}

export interface MeanAndVariance {
  readonly mean: number;
  readonly variance: number;
}

export const columnMode = (mode: Mode): 0 | 1 => (mode === 'train' ? 1 : 0);
