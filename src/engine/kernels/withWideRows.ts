import { newRowSums, type Kernels, type RowSums } from './kernels.js';
import { repeated, sideBySide } from './sideBySide.js';
import type { Slab } from './slab.js';

/**
 * The same kernels, which take short rows of one element for each group side by side, as many as make one long row that
 * fills the lanes: whatever the number of groups, none is left over to be taken by itself.
 */
export function withWideRows(kernels: Kernels): Kernels {
  return {
    name: kernels.name,
    sumRun: (...run) => kernels.sumRun(...run),
    sumRows(values, slab, sums) {
      const side = sideBySide(slab);
      if (!side) {
        kernels.sumRows(values, slab, sums);
        return;
      }
      const { times, wide, left } = side;
      const own = { ...slab, group: 0 };
      const all = { ...newRowSums(wide.groups), shift: repeated(sums.shift, own, times) };
      kernels.sumRows(values, wide, all);
      clear(sums, slab);
      merge(all, sums, slab, times);
      if (left.rows === 0) return;
      const rest = { ...newRowSums(slab.groups), shift: sums.shift };
      kernels.sumRows(values, left, rest);
      merge(rest, sums, slab, 1);
    },
    scale(x, y, slab, factors) {
      const side = sideBySide(slab);
      if (!side) {
        kernels.scale(x, y, slab, factors);
        return;
      }
      const wide = (array: Float64Array) => repeated(array, slab, side.times);
      const { shift, scale, offset } = factors;
      kernels.scale(x, y, side.wide, { shift: wide(shift), scale: wide(scale), offset: wide(offset) });
      kernels.scale(x, y, side.left, factors);
    },
    addCrossSums(g, gShift, x, xShift, slab, sums) {
      const side = sideBySide(slab);
      if (!side) {
        kernels.addCrossSums(g, gShift, x, xShift, slab, sums);
        return;
      }
      const wide = (array: Float64Array) => repeated(array, slab, side.times);
      const all = new Float64Array(side.wide.groups);
      kernels.addCrossSums(g, wide(gShift), x, wide(xShift), side.wide, all);
      all.forEach((sum, at) => (sums[slab.group + (at % slab.groups)] += sum));
      kernels.addCrossSums(g, gShift, x, xShift, side.left, sums);
    },
    gradient(g, x, dx, slab, factors) {
      const side = sideBySide(slab);
      if (!side) {
        kernels.gradient(g, x, dx, slab, factors);
        return;
      }
      const wide = (array: Float64Array) => repeated(array, slab, side.times);
      const { shifts, slope, rest, scale } = factors;
      kernels.gradient(g, x, dx, side.wide, {
        shifts: shifts && { g: wide(shifts.g), x: wide(shifts.x) },
        slope: wide(slope),
        rest: wide(rest),
        scale: wide(scale),
      });
      kernels.gradient(g, x, dx, side.left, factors);
    },
    count: (...counted) => kernels.count(...counted),
    widenFloat16: (bits, values) => kernels.widenFloat16(bits, values),
    widenBfloat16: (bits, values) => kernels.widenBfloat16(bits, values),
    arena: (bytes, shared) => kernels.arena(bytes, shared),
    adopt: (memory, part) => kernels.adopt(memory, part),
  };
}

function clear({ sum, squares, min, max }: RowSums, { groups }: Slab): void {
  sum.fill(0, 0, groups);
  squares.fill(0, 0, groups);
  min.fill(Infinity, 0, groups);
  max.fill(-Infinity, 0, groups);
}

/** Adds what was summed of so many rows side by side to the sums of their groups. */
function merge(from: RowSums, into: RowSums, { groups }: Slab, times: number): void {
  for (let at = 0; at < times * groups; at++) {
    const group = at % groups;
    into.sum[group] += from.sum[at];
    into.squares[group] += from.squares[at];
    into.min[group] = Math.min(into.min[group], from.min[at]);
    into.max[group] = Math.max(into.max[group], from.max[at]);
  }
}
