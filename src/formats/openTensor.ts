import type { ByteSource } from './byteSource.js';
import { FormatError } from './formatError.js';
import { npyFormat } from './npy/npyFormat.js';
import type { ReadOptions, TensorFile } from './tensorFile.js';
import type { TensorFormat } from './tensorFormat.js';

/** Asked in this order. */
const formats: readonly TensorFormat[] = [npyFormat];
const headBytes = 512;

/**
 * Opens a tensor file, whatever its format: content and name decide. Of `.npy` only the header is read; JSON has to
 * be read whole, so that progress is told and the signal is heard here already.
 * @throws FormatError where the file is refused; the signal's reason where it is aborted.
 */
export async function openTensor(source: ByteSource, options?: ReadOptions): Promise<TensorFile> {
  options?.signal?.throwIfAborted();
  const head = await source.read(0, headBytes);
  const format = formats.find(({ recognizes }) => recognizes(head, source.name, source.size));
  if (format) return format.open(source, head, options);
  throw new FormatError({
    file: source.name,
    place: 'byte 0',
    problem: 'this is no tensor file',
    expected: 'a .npy file, or JSON',
    found: source.size === 0 ? '0 bytes' : 'neither',
  });
}
