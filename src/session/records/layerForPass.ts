import type { Layer } from '../../engine/index.js';
import type { PassRecord } from './passRecord.js';
import type { PlannedPass } from '../program/index.js';

/** The layer as one pass sees it: a pass that keeps the state trains without tracking. */
export function layerForPass(layer: Layer, { keepsState }: Pick<PlannedPass, 'keepsState'>): Layer {
  if (!keepsState) return layer;
  return { ...layer, trackRunningStats: false, convention: { ...layer.convention, untracked: 'use-batch' } };
}

/** Whether a pass has run and moved the running values, where the layer tracks them. */
export function hasTrained({ kind, plan }: PassRecord): boolean {
  return kind === 'computed' && plan.mode === 'train' && !plan.keepsState;
}
