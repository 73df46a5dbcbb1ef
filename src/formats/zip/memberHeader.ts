import type { ByteSource } from '../byteSource.js';
import { FormatError } from '../formatError.js';
import { memberHeaderBytes, type ZipEntry } from './zipDirectory.js';

const mark = 0x04034b50;
const [isEncryptedFlag, sizesFollowFlag] = [1, 8];
const inExtraField = 0xffffffff;

/**
 * Where a member's bytes begin: behind its own header. That repeats the directory; where the two differ, programs would
 * see different files in one archive.
 * @throws FormatError where there is no such header, or it says something else than the directory.
 */
export async function contentAt(source: ByteSource, file: string, entry: ZipEntry): Promise<number> {
  const { headerAt, limit, compressedSize } = entry;
  const refuse = (problem: string, expected: string, found?: string) =>
    new FormatError({
      file,
      place: `byte ${headerAt}`,
      problem,
      expected,
      ...(found !== undefined && { found }),
      advice: 'The archive is damaged. Copy or save it again.',
    });
  const header = await source.read(headerAt, memberHeaderBytes + entry.nameBytes.length);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const isWhole = header.length === memberHeaderBytes + entry.nameBytes.length && view.getUint32(0, true) === mark;
  const nameLength = isWhole ? view.getUint16(26, true) : 0;
  const at = isWhole ? headerAt + memberHeaderBytes + nameLength + view.getUint16(28, true) : limit;
  if (!isWhole || at + compressedSize > limit) {
    const expected = `${compressedSize} bytes before byte ${limit}`;
    throw refuse('the member is not where the directory says', expected);
  }

  let isSameName = nameLength === entry.nameBytes.length;
  for (let i = 0; i < nameLength && isSameName; i++) isSameName = header[memberHeaderBytes + i] === entry.nameBytes[i];
  if (!isSameName) throw refuse('the member has another name than in the directory', 'the same name twice');
  const flags = view.getUint16(6, true);
  const sizesFollow = (flags & sizesFollowFlag) !== 0;
  const told: readonly [what: string, inDirectory: number, here: number][] = [
    ['encryption', Number(entry.isEncrypted), flags & isEncryptedFlag],
    ['method', entry.method, view.getUint16(8, true)],
    ['checksum', entry.crc, view.getUint32(14, true)],
    ['compressed size', compressedSize, view.getUint32(18, true)],
    ['size', entry.size, view.getUint32(22, true)],
  ];
  for (const [i, [what, inDirectory, here]] of told.entries()) {
    // Writers to a pipe know checksum and sizes only afterwards; sizes beyond 4 GB stand elsewhere.
    const isOpen = i >= 2 && ((sizesFollow && here === 0) || (i >= 3 && here === inExtraField));
    if (here !== inDirectory && !isOpen) {
      throw refuse(`the member has another ${what} than in the directory`, `${inDirectory}`, `${here}`);
    }
  }
  return at;
}
