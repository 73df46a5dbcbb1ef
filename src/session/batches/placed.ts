import type { Values } from '../../engine/index.js';
import type { Box } from '../../formats/index.js';

/** A batch's shape, and which of its axes are the channels and the samples, counted from 0. */
export interface Placed {
  readonly shape: readonly number[];
  readonly channelAxis: number;
  readonly batchAxis: number;
}

/** Reads parts of a batch, each in C order. */
export type BoxReader = (boxes: readonly Box[]) => Promise<readonly Values[]>;
