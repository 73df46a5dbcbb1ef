import type { MemoryOrder } from './memoryOrder.js';
import { foldedAffine, type NativeAffine } from './nativeAffine.js';
import type { NativeCode } from '../convention.js';

/** A normalizer that computes as native code does; what it holds beside that is for people to read. */
export function nativeNormalizer<N extends Readonly<Record<'shift' | 'gamma' | 'beta', Float64Array>>>(
  normalizer: N,
  code: NativeCode,
  order: MemoryOrder,
  invStd: Float64Array,
): N & { readonly remainder: Float64Array; readonly native: NativeAffine } {
  const single = (values: Float64Array) => values.map(Math.fround);
  const { shift, gamma, beta } = normalizer;
  const parameters = { mean: single(shift), invStd, gamma: single(gamma), beta: single(beta) };
  const isStepwise = code === 'pytorch-cpu' && order === 'strided';
  const native = isStepwise
    ? ({ kind: 'stepwise', ...parameters } as const)
    : foldedAffine(parameters, code === 'pytorch-cpu');
  return { ...normalizer, remainder: new Float64Array(shift.length), native };
}

/** 1/σ of a batch: in float64, rounded once. PyTorch makes it 0 where there is nothing to divide by. */
export function batchInvStd(variance: Float64Array, eps: number): Float64Array {
  return variance.map((value) => (value === 0 && eps === 0 ? 0 : Math.fround(1 / Math.sqrt(value + eps))));
}

/** 1/σ of running values: in float32, rounded at each operation. */
export function runningInvStd(variance: Float64Array, eps: number): Float64Array {
  const { fround } = Math;
  return variance.map((value) => fround(1 / fround(Math.sqrt(fround(fround(value) + fround(eps))))));
}
