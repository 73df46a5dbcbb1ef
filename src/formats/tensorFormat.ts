import type { ByteSource } from './byteSource.js';
import type { OpenOptions, TensorFile } from './tensorFile.js';

/** One way of writing a tensor into a file. */
export interface TensorFormat {
  /** Judges by the first bytes (up to 512) and the name. */
  readonly recognizes: (head: Uint8Array, name: string, size: number) => boolean;
  /** @throws FormatError where the file is refused. */
  readonly open: (source: ByteSource, head: Uint8Array<ArrayBuffer>, options?: OpenOptions) => Promise<TensorFile>;
}
