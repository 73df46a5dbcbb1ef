import type { Finding } from '../findings/index.js';

/** A finding of one of several layers. */
export interface LayerFinding extends Finding {
  readonly layer: string;
}

/** The same while causes are looked for among layers. */
export interface Placed {
  /** The layer's place in the order of call. */
  readonly layer: number;
  /** Where it begins on the common axis; −1: before the first pass. */
  readonly column: number;
  readonly lastColumn: number;
  readonly finding: Finding;
}
