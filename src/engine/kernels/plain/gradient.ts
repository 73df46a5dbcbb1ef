import type { Values } from '../../tensor.js';
import type { GradientFactors } from '../kernels.js';
import type { Slab } from '../slab.js';

export function gradient(g: Values, x: Values, dx: Values, slab: Slab, factors: GradientFactors): void {
  const { start, rows, stride, groups, group, length } = slab;
  for (let row = 0; row < rows; row++) {
    let from = start + row * stride;
    for (let at = group; at < group + groups; at++, from += length) {
      const gShift = factors.shifts?.g[at] ?? 0;
      const xShift = factors.shifts?.x[at] ?? 0;
      const slope = factors.slope[at];
      const rest = factors.rest[at];
      const scale = factors.scale[at];
      for (let i = from; i < from + length; i++) {
        dx[i] = (g[i] - gShift - (x[i] - xShift) * slope - rest) * scale;
      }
    }
  }
}
