import type { TensorArchive } from './archive.js';
import type { ArchiveFormat } from './archiveFormat.js';
import type { ByteSource } from './byteSource.js';
import { hdf5Format, jsonArchiveFormat, safetensorsFormat, torchLegacyFormat } from './checkpointFormats.js';
import { FormatError } from './formatError.js';
import type { ReadOptions } from './tensorFile.js';
import { zipFormat } from './zip/zipFormat.js';

const formats: readonly ArchiveFormat[] = [
  zipFormat,
  torchLegacyFormat,
  hdf5Format,
  safetensorsFormat,
  jsonArchiveFormat,
];

/** The format of a file of several tensors, by its first bytes and its name; undefined where it is none. */
export function archiveFormatOf(head: Uint8Array, { name, size }: ByteSource): ArchiveFormat | undefined {
  return formats.find(({ recognizes }) => recognizes(head, name, size));
}

/**
 * Opens an `.npz` or a checkpoint. Only its directory is read; members are read when they are opened.
 * @throws FormatError where the file is neither, or is refused; the signal's reason where it is aborted.
 */
export async function openArchive(source: ByteSource, options?: ReadOptions): Promise<TensorArchive> {
  options?.signal?.throwIfAborted();
  const head = await source.read(0, 512);
  const format = archiveFormatOf(head, source);
  if (format) return format.open(source, head, options);
  throw new FormatError({
    file: source.name,
    place: 'byte 0',
    problem: 'this is no archive of tensors',
    expected: 'an .npz archive, or a checkpoint of safetensors, PyTorch or Keras',
  });
}
