/** The loops over elements, twice behind one interface; which one runs is chosen once. */
import type { Kernels } from './kernels.js';
import { plainKernels } from './plainKernels.js';
import { simdKernels } from './simdKernels.js';

export type { AffineSeries, Arena, BinEdges, Kernels } from './kernels.js';
export { plainKernels, simdKernels };

let fastest: Kernels | undefined;

/** SIMD WebAssembly where this platform has it and lets it be compiled, else plain loops. */
export function fastestKernels(): Kernels {
  return (fastest ??= simdKernels() ?? plainKernels);
}
