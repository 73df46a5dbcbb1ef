import type { ReadOptions, TensorArchive, TensorFile } from '../formats/index.js';

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
  withArchive<T>(uri: string, use: (archive: TensorArchive) => Promise<T>, options?: ReadOptions): Promise<T>;
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
  /** Whether headers and rows can be read without reading whole files. */
  readsRanges(uri: string): boolean;
}
