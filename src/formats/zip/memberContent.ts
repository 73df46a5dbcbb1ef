import { partOf, type ByteSource } from '../byteSource.js';
import { FormatError } from '../formatError.js';
import { inflatedSource } from './inflatedSource.js';
import { contentAt } from './memberHeader.js';
import type { ZipEntry } from './zipDirectory.js';

/** What deflate can make of one byte. */
export const greatestRatio = 1032;

/**
 * The bytes of a member, stored or deflated.
 * @param file what it is called in errors
 * @param advice how to write an archive that is read
 * @throws FormatError where it is not where the directory says, or packed in another way
 */
export async function memberContent(
  source: ByteSource,
  file: string,
  entry: ZipEntry,
  advice: string,
): Promise<ByteSource> {
  const compressed = partOf(source, file, await contentAt(source, file, entry), entry.compressedSize);
  const { method, size, compressedSize, crc } = entry;
  const refuse = (problem: string, expected: string, found: string) =>
    new FormatError({ file, place: `byte ${entry.headerAt}`, problem, expected, found, advice });

  if (entry.isEncrypted) throw refuse('it is encrypted', 'no password', 'a password');
  if (method !== 0 && method !== 8) {
    throw refuse('its compression is not read', 'stored (0) or deflated (8)', `method ${method}`);
  }
  if (method === 0 && size !== compressedSize) {
    throw refuse('its two sizes differ', `${compressedSize} bytes, being stored`, `${size} bytes`);
  }
  if (method === 8 && size > greatestRatio * compressedSize) {
    throw refuse('its size cannot be right', `at most ${greatestRatio * compressedSize} bytes`, `${size} bytes`);
  }
  return method === 0 ? compressed : inflatedSource(file, { compressed, size, crc });
}
