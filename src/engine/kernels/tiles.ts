import type { Slab } from './slab.js';

/** Groups whose factors and sums fit into the kernels' memory at a time. */
const mostGroups = 1024;

/** A slab in parts of at most `limit` elements and 1,024 groups each, group by group and rows one after another. */
export function* tilesOf(slab: Slab, limit: number): Generator<Slab> {
  const { start, rows, stride, group, groups, length } = slab;
  if (length > limit) {
    for (let row = 0; row < rows; row++) {
      for (let g = 0; g < groups; g++) {
        for (let at = 0; at < length; at += limit) {
          const from = start + row * stride + g * length + at;
          yield { start: from, rows: 1, stride, group: group + g, groups: 1, length: Math.min(limit, length - at) };
        }
      }
    }
    return;
  }
  const groupsTogether = Math.min(groups, mostGroups, Math.floor(limit / length));
  for (let g = 0; g < groups; g += groupsTogether) {
    const taken = Math.min(groupsTogether, groups - g);
    const rowsTogether = Math.min(rows, Math.floor(limit / (taken * length)));
    for (let row = 0; row < rows; row += rowsTogether) {
      yield {
        start: start + row * stride + g * length,
        rows: Math.min(rowsTogether, rows - row),
        stride,
        group: group + g,
        groups: taken,
        length,
      };
    }
  }
}
