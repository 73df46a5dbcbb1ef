import { layoutOf, resolveAxis, type Layout, type LayoutRules } from './layout.js';

/** A tensor's layout as its elements are stored, and the way back to C order. */
export interface StoredLayout {
  readonly layout: Layout;
  /** The flat C-order index of an element, from its place in the order of the file. */
  readonly indexOf: (place: number) => number;
  /** The group that the layout's own group is in C order, [groups]; null where they are the same. */
  readonly groups: Uint32Array | null;
}

/**
 * Fortran order is C order of the reversed axes, so that moments can be taken in the order of the file.
 * @throws EngineError as `layoutOf`
 */
export function storedLayout(shape: readonly number[], layer: LayoutRules, order: 'C' | 'Fortran'): StoredLayout {
  const layout = layoutOf(shape, layer);
  if (order === 'C') return { layout, indexOf: (place) => place, groups: null };
  const axis = resolveAxis(layer.channelAxis, shape);
  const reversed = [...shape].reverse();
  const indexOf = cOrderIndex(reversed);
  if (layer.convention.statisticsAxes === 'all-but-channel') {
    const mirrored = layoutOf(reversed, { ...layer, channelAxis: shape.length - 1 - axis });
    return { layout: mirrored, indexOf, groups: null };
  }
  // Statistics over the first axis, which is the fastest: each group is one run of it. Over the last: a row has them all.
  const isFirst = resolveAxis(layer.batchAxis ?? 0, shape) === 0;
  const groupOf = cOrderIndex(isFirst ? reversed.slice(0, -1) : reversed.slice(1));
  return {
    layout: isFirst ? { ...layout, outer: 1, inner: layout.count } : { ...layout, outer: layout.count, inner: 1 },
    indexOf,
    groups: Uint32Array.from({ length: layout.groups }, (_, group) => groupOf(group)),
  };
}

/** From a flat index into reversed axes to the flat index into the axes themselves. */
function cOrderIndex(reversed: readonly number[]): (place: number) => number {
  const lengths = [...reversed].reverse();
  const strides = lengths.map((_, axis) => lengths.slice(axis + 1).reduce((product, size) => product * size, 1));
  return (place) => {
    let rest = place;
    let index = 0;
    for (let axis = 0; axis < lengths.length; axis++) {
      index += (rest % lengths[axis]) * strides[axis];
      rest = Math.floor(rest / lengths[axis]);
    }
    return index;
  };
}
