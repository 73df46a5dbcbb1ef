import type { Values } from '../../tensor.js';
import type { GradientFactors } from '../kernels.js';
import type { Slab } from '../slab.js';

export function gradient(g: Values, x: Values, dx: Values, slab: Slab, factors: GradientFactors): void {
  const { start, rows, stride, groups, group, length } = slab;
  for (let row = 0; row < rows; row++) {
    let from = start + row * stride;
    for (let at = group; at < group + groups; at++, from += length) {
      const shift = factors.g.shift[at];
      const rest = factors.g.remainder[at];
      const xShift = factors.x.shift[at];
      const xRest = factors.x.remainder[at];
      const slope = factors.slope[at];
      const scale = factors.scale[at];
      for (let i = from; i < from + length; i++) {
        dx[i] = (g[i] - shift - rest - (x[i] - xShift - xRest) * slope) * scale;
      }
    }
  }
}
