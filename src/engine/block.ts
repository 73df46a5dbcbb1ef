import type { Values } from './tensor.js';

/** Some elements of one group inside one array: `rows` runs of `length`, `stride` apart. */
export interface Block {
  readonly values: Values;
  readonly start: number;
  readonly rows: number;
  readonly stride: number;
  readonly length: number;
}

/** Elements of a block. */
export function sizeOf(block: Block): number {
  return block.rows * block.length;
}
