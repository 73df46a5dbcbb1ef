import type { Kernels } from './kernels.js';
export const simdKernels = (): Kernels | null => null;
