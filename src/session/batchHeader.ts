import type { DType } from '../engine/index.js';

/** What is known of a file without its data. */
export interface BatchHeader {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly warnings: readonly string[];
  readonly dataBytes: number;
  /** What else can be read of its items; see TensorFile. */
  readonly parts?: readonly string[];
  readonly order: 'C' | 'Fortran';
  readonly widened: 'float32' | 'float64';
  readonly isSeekable: boolean;
}
