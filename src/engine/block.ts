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

/** A copy with every value multiplied by a power of two. */
export function scaledBlock({ values, start, rows, stride, length }: Block, unit: number): Block {
  const copy = new Float64Array(rows * length);
  for (let row = 0, at = 0; row < rows; row++) {
    const from = start + row * stride;
    for (let i = from; i < from + length; i++, at++) copy[at] = values[i] * unit;
  }
  return { values: copy, start: 0, rows: 1, stride: copy.length, length: copy.length };
}
