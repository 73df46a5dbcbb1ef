import type { Moments } from '../../engine/index.js';
import { hasTrained, type PassRecord } from '../records/index.js';

/** A train pass whose batch can be used again. */
export interface TrainBatch {
  /** Of the program, from 0. */
  readonly pass: number;
  readonly moments: Moments;
  /** As it was set when the pass ran. */
  readonly layer: PassRecord['layer'];
}

/** The batches that have trained the layer, in order, of the passes before `end`. */
export function trainBatches(passes: readonly PassRecord[], end = passes.length): readonly TrainBatch[] {
  return passes.slice(0, end).flatMap((record, pass) => {
    const { moments, layer } = record;
    return hasTrained(record) && moments ? [{ pass, moments, layer }] : [];
  });
}
