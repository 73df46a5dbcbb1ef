import type { ByteSource } from './byteSource.js';
import { foreignFormats } from './foreignFormats.js';
import { jsonFormat } from './json/jsonFormat.js';
import { npyFormat } from './npy/npyFormat.js';
import { refuseBytes, saveCode } from './refuseBytes.js';
import type { ReadOptions, TensorFile } from './tensorFile.js';
import type { TensorFormat } from './tensorFormat.js';

/** Asked in this order: what a file is counts before what its name says. */
const formats: readonly TensorFormat[] = [...foreignFormats, npyFormat, jsonFormat];
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
  const isEmpty = source.size === 0;
  throw refuseBytes({ file: source.name, bytes: head }, 0, Math.min(8, head.length), {
    place: 'byte 0',
    problem: isEmpty ? 'the file is empty' : 'this is no tensor file',
    expected: 'a .npy file, or JSON',
    found: isEmpty ? '0 bytes' : 'neither',
    advice: 'Save the array with NumPy:',
    code: saveCode(source.name),
  });
}
