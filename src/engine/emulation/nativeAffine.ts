import { fusedMultiplyAdd } from './fusedMultiplyAdd.js';

/**
 * How native float32 code gets from x to y, [groups] each. `folded`: all four parameters are one factor and one offset,
 * `y = x · scale + offset`, so that the mean is never subtracted and its rounding stays in y. `stepwise`: one operation
 * after the other.
 */
export type NativeAffine = NativeParameters &
  (
    | {
        readonly kind: 'folded';
        readonly scale: Float64Array;
        readonly offset: Float64Array;
        /** Whether `· scale + offset` is one instruction that rounds once. */
        readonly isFused: boolean;
      }
    | { readonly kind: 'stepwise' }
  );

interface NativeParameters {
  readonly mean: Float64Array;
  /** 1 / √(variance + eps) */
  readonly invStd: Float64Array;
  readonly gamma: Float64Array;
  readonly beta: Float64Array;
}

/**
 * PyTorch's batch_norm_cpu_collect_linear_and_constant_terms: α = γ/σ, and β − μ·α.
 * @param given float32 numbers
 */
export function foldedAffine(given: NativeParameters, isFused: boolean): NativeAffine {
  const { fround } = Math;
  const scale = given.invStd.map((value, group) => fround(value * given.gamma[group]));
  const offset = given.beta.map((value, group) => multiplyAdd(-given.mean[group], scale[group], value, isFused));
  return { kind: 'folded', ...given, scale, offset, isFused };
}

/** x̂ and y of one value of one group. The folded code has no x̂: it is what its mean and its 1/σ would give. */
export function applyNative(affine: NativeAffine, x: number, group: number): { normalized: number; y: number } {
  const { fround } = Math;
  const { mean, invStd, gamma, beta } = affine;
  const single = fround(x);
  const normalized = fround(fround(single - mean[group]) * invStd[group]);
  switch (affine.kind) {
    case 'folded': {
      const { scale, offset, isFused } = affine;
      return { normalized, y: multiplyAdd(single, scale[group], offset[group], isFused) };
    }
    case 'stepwise':
      return { normalized, y: fround(fround(normalized * gamma[group]) + beta[group]) };
  }
}

function multiplyAdd(a: number, b: number, c: number, isFused: boolean): number {
  return isFused ? fusedMultiplyAdd(a, b, c) : Math.fround(Math.fround(a * b) + c);
}
