import type { LayerFinding } from './layerFinding.js';
import type { LayerScan } from './scanLayer.js';
import type { OpenedModel } from './openModel.js';

/** A model whose layers have been looked at, some or all of them. */
export interface ScannedModel {
  readonly model: OpenedModel;
  /** By layer; null: not yet, or it could not be opened. */
  readonly scans: readonly (LayerScan | null)[];
  /** Causes first. */
  readonly findings: readonly LayerFinding[];
  /** By layer: the layer that its worst gap, or its NaN, is put down to. */
  readonly follows: ReadonlyMap<number, number>;
  readonly isComplete: boolean;
}
