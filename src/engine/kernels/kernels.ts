import type { Values } from '../tensor.js';
import type { Slab } from './slab.js';

/** Results of `sumRun`, in this order. */
export const SUM = 0;
export const SQUARES = 1;
export const MIN = 2;
export const MAX = 3;

/** Sums of every group over a slab, around one shift for each group; all [groups]. */
export interface RowSums {
  readonly shift: Float64Array;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

export function newRowSums(groups: number): RowSums {
  const array = () => new Float64Array(groups);
  return { shift: array(), sum: array(), squares: array(), min: array(), max: array() };
}

/** What is subtracted from each value of a group: hi + lo, [groups] each. */
export interface Center {
  readonly shift: Float64Array;
  readonly remainder: Float64Array;
}

/** y = (x − shift) · scale + offset, [groups] each. */
export interface ScaleFactors {
  readonly shift: Float64Array;
  readonly scale: Float64Array;
  readonly offset: Float64Array;
}

/** dx = (g − g's shift − (x − x's shift) · slope − rest) · scale, [groups] each. */
export interface GradientFactors {
  /** null: 0, which saves two subtractions. */
  readonly shifts: { readonly g: Float64Array; readonly x: Float64Array } | null;
  readonly slope: Float64Array;
  readonly rest: Float64Array;
  readonly scale: Float64Array;
}

/** ((x − shift − remainder) / std · factor + added) · gamma + beta: x, x̂ or y of one channel. */
export interface AffineSeries {
  readonly shift: number;
  readonly remainder: number;
  readonly std: number;
  readonly factor: number;
  readonly added: number;
  readonly gamma: number;
  readonly beta: number;
}

/** Half-open bins between neighbouring edges, the last one closed; edge k is (first + k) · width, rounded somehow. */
export interface BinEdges {
  readonly edges: Float64Array;
  readonly width: number;
  readonly first: number;
}

/** Memory for arrays that kernels use where they lie; ordinary memory where it is full or there is no better. */
export interface Arena {
  float32(length: number): Float32Array;
  float64(length: number): Float64Array;
  /** To be handed to another thread; null where it is ordinary memory. */
  readonly memory: WebAssembly.Memory | null;
}

/**
 * The loops over a tensor's elements. They exist twice, as plain TypeScript and as SIMD WebAssembly: same outputs to
 * the bit, sums equal to 1e-13. All arithmetic is float64; arrays are float32 or float64, and may be mixed.
 */
export interface Kernels {
  readonly name: 'plain' | 'simd';

  /**
   * Σ(x−shift), Σ(x−shift)², min and max of `values[start … end)` into `out`, one read of memory. Where the run holds
   * NaN or an infinity, SQUARES is not finite; min and max are those of all values but NaN.
   */
  sumRun(values: Values, start: number, end: number, shift: number, out: Float64Array): void;

  /** The same of every group of a slab, into entries 0 … groups of `sums`, which it overwrites but for the shift. */
  sumRows(values: Values, slab: Slab, sums: RowSums): void;

  /** Scales a slab of x into the same places of y, which may be x. Factors are those of the whole tensor. */
  scale(x: Values, y: Values, slab: Slab, factors: ScaleFactors): void;

  /** Adds Σ (g − gShift)·(x − xShift) of every group of a slab to `sums`; all are those of the whole tensor. */
  addCrossSums(g: Values, gShift: Float64Array, x: Values, xShift: Float64Array, slab: Slab, sums: Float64Array): void;

  /** The gradient of a slab of x, into the same places of dx. Factors are those of the whole tensor. */
  gradient(g: Values, x: Values, dx: Values, slab: Slab, factors: GradientFactors): void;

  /** Counts the values of a series that fall into each bin, adding to `counts` [bins]. NaN and what lies outside: none. */
  count(values: Values, series: AffineSeries, bins: BinEdges, counts: Float64Array): void;

  /** float16 bit patterns as float32, exactly. */
  widenFloat16(bits: Uint16Array, values: Float32Array): void;

  /** bfloat16 bit patterns as float32, exactly. */
  widenBfloat16(bits: Uint16Array, values: Float32Array): void;

  /**
   * Memory of `bytes` bytes, committed as it is used and freed with the last array in it.
   * @param shared so that several threads can work on it: its arrays lie in a SharedArrayBuffer
   */
  arena(bytes: number, shared?: boolean): Arena;

  /**
   * Makes arrays in a shared arena of another thread usable in place.
   * @param part 1 to 7, another one in each thread
   */
  adopt(memory: WebAssembly.Memory, part: number): void;
}
