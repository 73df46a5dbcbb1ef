import type { LayerSummary, ModelSummary } from '../summary.js';
import type { MovedMost } from './movedMost.js';
import type { Strip } from './strip.js';

/**
 * What a page shows of layers by their states alone: a checkpoint's, or those of a recording without passes or at its end.
 * Its rows are a model's without columns. Small: a layer's strip has at most as many ticks as it has places.
 */
export interface StatesSummary extends ModelSummary {
  /** In the natural order of their names, or in that of the model. */
  readonly layers: readonly StateSummary[];
  /** Places in `layers`, as they are stored. */
  readonly stored: Uint32Array;
  /** Powers of ten at the ends of the strips, and how many places for ticks are between them. */
  readonly axis: readonly [low: number, high: number];
  readonly places: number;
  readonly numbers: StateNumbers;
  readonly compared: ComparedStatesSummary | null;
  /** Names of other files that it can be compared with, in its folder. */
  readonly beside: readonly string[];
}

export interface StateSummary extends LayerSummary {
  /** Absent where there is no running variance, or the layer has a problem. */
  readonly strip?: Strip;
  /** Batches counted; null where none are. */
  readonly batches: number | null;
  /** How far it moved between the two; absent where there is no second, or it has no such layer. */
  readonly moved?: Omit<MovedMost, keyof StateNumbers>;
  /** Why it is not compared: `only here`. */
  readonly apart?: string;
}

/** Numbers of the layers, [layers], for not all are finite; 0 where a layer has none. */
export interface StateNumbers {
  /** Of the scales of its channels. */
  readonly median: Float64Array;
  readonly largest: Float64Array;
  /** The smallest running variance, NaN before all. */
  readonly leastVar: Float64Array;
  /** What moved most: |Δγ|, |Δβ|, Δmean / √(old variance + eps), (new + eps) / (old + eps). */
  readonly gamma: Float64Array;
  readonly beta: Float64Array;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** The second file. */
export interface ComparedStatesSummary {
  readonly title: string;
  /** Why it could not be read; the rest is empty then. */
  readonly problem?: string;
  /** Whether it is the later of the two: it counted more batches. */
  readonly isLater: boolean;
  /** Updates between the two by their counters; null where they do not say. */
  readonly updates: number | null;
  /** Layers that it alone has. */
  readonly missing: readonly string[];
}
