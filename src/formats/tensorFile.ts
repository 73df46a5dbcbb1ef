import type { Interruption } from './interruption.js';
import type { DType, Tensor, Values } from '../engine/index.js';
import type { Box } from './box.js';
import type { Rows } from './rows.js';

/** A tensor file whose header has been read and checked; its data is read on demand. */
export interface TensorFile {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** What can be read of its items, where they are no real numbers and one of these was chosen. */
  readonly parts?: readonly string[];
  /** What the values are held in; see Tensor. */
  readonly widened: 'float32' | 'float64';
  /** The order in which `chunks` come: C order, or Fortran order, which is C order of the reversed axes. */
  readonly order: 'C' | 'Fortran';
  /** Whether chunks of a range come without what lies before it, and opening the file again costs next to nothing. */
  readonly isSeekable: boolean;
  /** Another file under the same name has another one; absent where that cannot be told. */
  readonly version?: string;
  /** Bytes of data in the file; progress counts against it. */
  readonly dataBytes: number;
  /** Of a part of items that are no real numbers: the bytes of the items as wholes. */
  readonly wholeBytes?: number;
  /** Things worth saying that are no reason to refuse, such as bytes after the data. */
  readonly warnings: readonly string[];
  /** Everything, in C order. */
  read(options?: ReadOptions): Promise<Tensor>;
  /** Entries `start` to `start + count` of axis 0, in C order; reads no more of a C-ordered file than it must. */
  readRows(start: number, count: number, options?: ReadOptions): Promise<Tensor>;
  /**
   * Everything, a few MB at a time, in the order in which it is stored: nothing else is held. A chunk's values are good
   * until the next one is asked for, and are not to be written to.
   */
  chunks(options?: ChunkOptions): AsyncGenerator<Chunk, void>;
  /** Part of the tensor, in C order; reads little more of the file than it must. */
  readBox(box: Box, options?: BoxOptions): Promise<Values>;
  /** The stored bit patterns put into little-endian C order, in their own dtype; bool as 0/1 bytes. */
  readBits(options?: ReadOptions): Promise<Uint8Array<ArrayBuffer>>;
}

export interface OpenOptions extends ReadOptions {
  /** Which tensor of an archive. An archive of one needs no name. */
  readonly member?: string;
  /**
   * Which part of a tensor whose elements are no real numbers: `real`, `imaginary` or `magnitude` of complex ones, the
   * name of a field of structured ones, a dtype for raw bytes. A refusal lists them as its `choices`.
   */
  readonly part?: string;
  /** Which entries of its axes, as NumPy has it between brackets; see `parseSlice`. */
  readonly slice?: string;
}

export interface ReadOptions extends Interruption {
  readonly onProgress?: (bytesRead: number) => void;
}

export interface BoxOptions extends ReadOptions {
  /** Only these rows of axis 0, as if there were no others. */
  readonly rows?: Rows;
}

export interface ChunkOptions extends BoxOptions {
  /** Only these elements, counted in the order of the chunks; `to` is exclusive. */
  readonly range?: { readonly from: number; readonly to: number };
  /** Chunks are to begin and end so many elements apart, or a multiple of it, where that is no more than a chunk. */
  readonly multipleOf?: number;
  /** Memory for `count` values, which every chunk uses again. */
  readonly allocate?: (type: 'float32' | 'float64', count: number) => Values;
}

export interface Chunk {
  readonly values: Values;
  /** Place of the first value among all, in the order of the chunks. */
  readonly offset: number;
}
