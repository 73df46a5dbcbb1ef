import type { DType, Tensor } from '../engine/index.js';

/** A tensor file whose header has been read and checked; its data is read on demand. */
export interface TensorFile {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** What can be read of its items, where they are no real numbers and one of these was chosen. */
  readonly parts?: readonly string[];
  /** Bytes of data in the file; progress counts against it. */
  readonly dataBytes: number;
  /** Things worth saying that are no reason to refuse, such as bytes after the data. */
  readonly warnings: readonly string[];
  /** Everything, in C order. */
  read(options?: ReadOptions): Promise<Tensor>;
  /** Entries `start` to `start + count` of axis 0, in C order; reads no more of a C-ordered file than it must. */
  readRows(start: number, count: number, options?: ReadOptions): Promise<Tensor>;
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
}

export interface ReadOptions {
  readonly onProgress?: (bytesRead: number) => void;
  readonly signal?: AbortSignal;
}
