import type { ByteSource } from './byteSource.js';
import type { ElementType } from './elementType.js';

/** Elements lying in a source one after another: the data of a `.npy`, or of a tensor in a checkpoint. */
export interface Stored {
  readonly source: ByteSource;
  /** Where the data begins in the source. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly element: ElementType;
  readonly isBigEndian: boolean;
  readonly order: 'C' | 'Fortran';
}
