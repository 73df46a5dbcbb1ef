import type { Values } from '../../tensor.js';
import type { ScaleFactors } from '../kernels.js';
import type { Slab } from '../slab.js';

export function scale(x: Values, y: Values, slab: Slab, factors: ScaleFactors): void {
  const { start, rows, stride, groups, group, length } = slab;
  let row = 0;
  if (length === 1) {
    for (; row + 3 < rows; row += 4) scaleFourRows(x, y, start + row * stride, slab, factors);
  }
  for (; row < rows; row++) {
    const from = start + row * stride;
    for (let g = 0; g < groups; g++) scaleRun(x, y, from + g * length, from + (g + 1) * length, group + g, factors);
  }
}

/** Four at a time: the loop's own cost is a third of it. */
function scaleRun(x: Values, y: Values, start: number, end: number, group: number, factors: ScaleFactors): void {
  const shift = factors.shift[group];
  const scale = factors.scale[group];
  const offset = factors.offset[group];
  let i = start;
  for (const last = end - 3; i < last; i += 4) {
    const x0 = x[i];
    const x1 = x[i + 1];
    const x2 = x[i + 2];
    const x3 = x[i + 3];
    y[i] = (x0 - shift) * scale + offset;
    y[i + 1] = (x1 - shift) * scale + offset;
    y[i + 2] = (x2 - shift) * scale + offset;
    y[i + 3] = (x3 - shift) * scale + offset;
  }
  for (; i < end; i++) y[i] = (x[i] - shift) * scale + offset;
}

/** Four rows at a time, so that a group's factors are loaded once for them. */
function scaleFourRows(x: Values, y: Values, start: number, { group, groups, stride }: Slab, f: ScaleFactors): void {
  for (let g = group, i = start; g < group + groups; g++, i++) {
    const second = i + stride;
    const third = second + stride;
    const fourth = third + stride;
    const shift = f.shift[g];
    const factor = f.scale[g];
    const added = f.offset[g];
    const x0 = x[i];
    const x1 = x[second];
    const x2 = x[third];
    const x3 = x[fourth];
    y[i] = (x0 - shift) * factor + added;
    y[second] = (x1 - shift) * factor + added;
    y[third] = (x2 - shift) * factor + added;
    y[fourth] = (x3 - shift) * factor + added;
  }
}
