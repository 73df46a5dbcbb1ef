import type { TensorArchive } from './archive.js';
import type { ByteSource } from './byteSource.js';
import type { ReadOptions } from './tensorFile.js';

/** One way of writing several tensors into a file. */
export interface ArchiveFormat {
  /** Judges by the first bytes (up to 512), the name and the size. */
  readonly recognizes: (head: Uint8Array, name: string, size: number) => boolean;
  /** Reads the directory. @throws FormatError where the file is refused. */
  readonly open: (source: ByteSource, head: Uint8Array<ArrayBuffer>, options?: ReadOptions) => Promise<TensorArchive>;
}
