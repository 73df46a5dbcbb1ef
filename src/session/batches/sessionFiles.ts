import type { PartialMoments } from '../../engine/index.js';
import type { ReadOptions, Rows, TensorArchive, TensorFile } from '../../formats/index.js';
import type { StatisticsAxes } from './measure.js';

/** Bytes of values up to which tensors are held in memory as a whole. */
export interface HeldLimits {
  /** So small a tensor is read at once and kept, so that every view has it. */
  readonly small: number;
  /** The same where each view would have to unpack the file from its beginning. */
  readonly packed: number;
  /** What cannot do without the whole tensor gets none that is larger. */
  readonly largest: number;
}

/** A tensor whose moments are wanted. */
export interface MeasureRequest {
  readonly uri: string;
  readonly axes: StatisticsAxes;
  readonly rows?: Rows;
}

export interface MeasureAllOptions extends ReadOptions {
  /** Told now and then that more is known. */
  readonly onPartial?: (parts: () => readonly PartialMoments[]) => void;
}

export interface ArchiveOptions extends ReadOptions {
  /** Whether nearly all of it will be read: a small one is read at once. */
  readonly readsAll?: boolean;
}

/** How a session gets at files; URIs are strings, a tensor's as `tensorUri` writes them. */
export interface SessionFiles {
  /**
   * Opens a tensor file for as long as `use` takes.
   * @throws FormatError where the file is refused or gone; the signal's reason
   */
  withTensor<T>(uri: string, use: (file: TensorFile) => Promise<T>, options?: ReadOptions): Promise<T>;
  /**
   * Opens an archive for as long as `use` takes.
   * @throws FormatError where the file is refused, gone, or no archive; the signal's reason
   */
  withArchive<T>(uri: string, use: (archive: TensorArchive) => Promise<T>, options?: ArchiveOptions): Promise<T>;
  /**
   * Text of a file, UTF-8.
   * @throws FormatError
   */
  text(uri: string): Promise<string>;
  /**
   * Names of the files in a folder.
   * @throws FormatError
   */
  list(folder: string): Promise<readonly string[]>;
  /** What changes when a file does: its time and size. Undefined where that is not known, and of a file that is not there. */
  version?(uri: string): Promise<string | undefined>;
  /** Where it is not the store's own. */
  readonly limits?: Partial<HeldLimits>;
  /** Whether headers and rows can be read without reading whole files. */
  readsRanges(uri: string): boolean;
  /**
   * Moments of a file that is open, in parts: by several threads. Undefined where one alone is as fast.
   * @throws FormatError, also where the file is not the one that is open any more; the signal's reason
   */
  measure?(
    request: MeasureRequest,
    file: TensorFile,
    options: MeasureAllOptions,
  ): Promise<readonly PartialMoments[]> | undefined;
}
