import { createHash } from 'node:crypto';
import { openTensor } from '../formats/index.js';
import { openFileSource } from '../worker/fileSource.js';

/** What `npm run tensor` prints of a file that is read. */
export interface TensorDescription {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Of the stored bit patterns in little-endian C order, bool as 0/1 bytes. */
  readonly sha256: string;
}

/**
 * `member`: which tensor of an archive; `part`: which part of items that are no real numbers.
 * @throws FormatError where the file cannot be opened, or is refused.
 */
export async function describeTensor(path: string, member?: string, part?: string): Promise<TensorDescription> {
  const source = await openFileSource(path);
  try {
    const tensor = await openTensor(source, { ...(member && { member }), ...(part && { part }) });
    const bits = await tensor.readBits();
    return { shape: tensor.shape, dtype: tensor.dtype, sha256: createHash('sha256').update(bits).digest('hex') };
  } finally {
    await source.close();
  }
}
