import { FormatError } from '../readerKit.js';
import type { ByteSource } from '../byteSource.js';

/** All bytes of a source that is small enough to be held. @throws FormatError where it is larger, or damaged. */
export async function wholeMember(content: ByteSource, most: number): Promise<Uint8Array<ArrayBuffer>> {
  if (content.size > most) {
    throw new FormatError({
      file: content.name,
      place: 'data',
      problem: 'it is too large to be read as a whole',
      expected: `at most ${most} bytes`,
      found: `${content.size} bytes`,
    });
  }
  await content.confirmSize?.();
  const bytes = await content.read(0, content.size);
  if (bytes.length === content.size) return bytes;
  throw new FormatError({ file: content.name, place: `byte ${bytes.length}`, problem: 'it ends early' });
}
