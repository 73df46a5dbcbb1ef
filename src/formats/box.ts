import type { Values } from '../engine/index.js';

/** A part of a tensor: `count[axis]` entries from `start[axis]` on along each axis. */
export interface Box {
  readonly start: readonly number[];
  readonly count: readonly number[];
}

/** A loop over elements of a box: their distance where they lie, and where they go. */
export interface Level {
  readonly count: number;
  readonly stride: number;
  readonly targetStride: number;
  /** From the first to behind the last element of one entry of the loop, those between included. */
  readonly entryExtent: number;
}

/** Where a box lies among the elements of a tensor, as nested loops: the outermost, with the largest stride, first. */
export interface BoxPlan {
  readonly first: number;
  readonly levels: readonly Level[];
  /** Elements of the box. */
  readonly size: number;
}

/**
 * @param shape of the tensor that lies in `order`; the box is put into C order
 * @throws RangeError where the tensor does not have all of the box; that is a mistake of the caller, not of the file.
 */
export function boxPlan(
  name: string,
  shape: readonly number[],
  order: 'C' | 'Fortran',
  { start, count }: Box,
): BoxPlan {
  const fits = shape.every((size, axis) => start[axis] >= 0 && count[axis] >= 0 && start[axis] + count[axis] <= size);
  if (!fits || [...start, ...count].some((n) => !Number.isInteger(n))) {
    throw new RangeError(`${name}: no [${start.join(', ')}] + [${count.join(', ')}] in shape [${shape.join(', ')}]`);
  }
  const axes = shape.map((_, axis) => axis);
  // From the axis whose elements are neighbours where they lie, outwards.
  const inwards = order === 'C' ? axes.reverse() : axes;
  const targetStrides = stridesOf(count);
  let stride = 1;
  let first = 0;
  const levels: Level[] = [];
  for (const axis of inwards) {
    first += start[axis] * stride;
    const inner = levels.at(0);
    const level = { count: count[axis], stride, targetStride: targetStrides[axis] };
    if (inner && continues(level, inner)) levels[0] = { ...inner, count: inner.count * level.count };
    else if (level.count !== 1) levels.unshift({ ...level, entryExtent: inner ? extentOf(inner) : 1 });
    stride *= shape[axis];
  }
  return { first, levels, size: count.reduce((product, n) => product * n, 1) };
}

/** Elements from the first to behind the last of a loop. */
export function extentOf({ count, stride, entryExtent }: Level): number {
  return (count - 1) * stride + entryExtent;
}

/**
 * Copies those elements of `levels` that are at hand.
 * @param values elements `from` and following, counted from the first of the box's
 * @param at where the first of the box's goes
 */
export function copyLevels(
  levels: readonly Level[],
  values: Values,
  from: number,
  target: Values,
  at: number,
  depth = 0,
  offset = 0,
): void {
  if (depth === levels.length) {
    if (levels.length === 0) target[at] = values[offset - from];
    return;
  }
  const { count, stride, targetStride, entryExtent } = levels[depth];
  const begin = Math.max(0, Math.ceil((from - offset - entryExtent + 1) / stride));
  const end = Math.min(count, Math.ceil((from + values.length - offset) / stride));
  if (depth < levels.length - 1) {
    for (let k = begin; k < end; k++) {
      copyLevels(levels, values, from, target, at + k * targetStride, depth + 1, offset + k * stride);
    }
    return;
  }
  const source = offset - from;
  if (stride === 1 && targetStride === 1) {
    target.set(values.subarray(source + begin, source + Math.max(begin, end)), at + begin);
    return;
  }
  for (let k = begin; k < end; k++) target[at + k * targetStride] = values[source + k * stride];
}

/** A box of values in C order that are in memory. */
export function boxOf(name: string, values: Values, shape: readonly number[], box: Box): Values {
  const { first, levels, size } = boxPlan(name, shape, 'C', box);
  const target = values instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  if (size > 0) copyLevels(levels, values.subarray(first), 0, target, 0);
  return target;
}

function continues(level: Omit<Level, 'entryExtent'>, inner: Level): boolean {
  return level.stride === inner.count * inner.stride && level.targetStride === inner.count * inner.targetStride;
}

function stridesOf(count: readonly number[]): number[] {
  const strides = new Array<number>(count.length).fill(1);
  for (let axis = count.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * count[axis + 1];
  return strides;
}
