import type { MemoryOrder } from './memoryOrder.js';

/**
 * Computes as a framework's own code does, so that its NaN, negative variance or collapsed output appears here as
 * well. A layer without it gets exact values.
 */
export interface Emulation {
  /**
   * `float32`: as the convention's native code computes where that is known, operation by operation; otherwise batch
   * statistics and outputs rounded at every operation, the variance by the convention's formula.
   */
  readonly arithmetic: 'exact' | 'float32';
  /** What the running values are kept in. */
  readonly state: StateType;
}

export type StateType = 'float64' | 'float32' | 'float16';

/** A batch's statistics as float32 code gets them, [groups]; the variance is the biased one. */
export interface AsWritten {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** Where native code is emulated: what it goes on with. */
  readonly native?: {
    readonly order: MemoryOrder;
    /** Σ(x − μ)² */
    readonly squares: Float64Array;
  };
}
