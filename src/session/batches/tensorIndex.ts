import type { Layout } from '../../engine/index.js';

/** Elements between neighbours along each axis, C order. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

/** Index along every axis of a flat C-order index. */
export function indexOf(flat: number, shape: readonly number[]): number[] {
  return stridesOf(shape).map((stride, axis) => Math.floor(flat / stride) % shape[axis]);
}

/** Flat C-order index; entries beyond the shape are held within it, those missing are 0. */
export function flatIndexOf(index: readonly number[], shape: readonly number[]): number {
  return stridesOf(shape).reduce((flat, stride, axis) => flat + clampedIndex(index.at(axis), shape[axis]) * stride, 0);
}

/** A selection survives a step to a batch of another size: an index beyond the axis means its last entry. */
export function clampedIndex(index: number | undefined, size: number): number {
  return Math.min(size - 1, Math.max(0, Math.floor(index ?? 0)));
}

/** The group of statistics that a flat index belongs to. */
export function groupOf(flat: number, { groups, inner }: Layout): number {
  return Math.floor(flat / inner) % groups;
}
