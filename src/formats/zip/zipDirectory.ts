import type { ByteSource } from '../byteSource.js';
import { FormatError, type Refusal } from '../formatError.js';
import { quoted } from '../printable.js';

/** A member of a zip archive, as the directory at its end describes it. */
export interface ZipEntry {
  readonly name: string;
  /** The name as it is stored. */
  readonly nameBytes: Uint8Array;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where the member's own header stands. */
  readonly headerAt: number;
  /** Where the next member, or the directory, begins: nothing of this one may lie beyond. */
  readonly limit: number;
}

const [endMark, end64Mark, locatorMark, entryMark] = [0x06054b50, 0x06064b50, 0x07064b50, 0x02014b50];
const [endBytes, end64Bytes, locatorBytes, entryBytes] = [22, 56, 20, 46];
const maxComment = 0xffff;
/** Bytes of a member's own header, without name and extra field. */
export const memberHeaderBytes = 30;

/**
 * Reads the directory of a zip archive, and nothing else of it: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 * @throws FormatError where it is no archive, is cut off, or describes what no honest writer writes.
 */
export async function readZipDirectory(source: ByteSource): Promise<readonly ZipEntry[]> {
  const { count, at, size } = await findDirectory(source);
  const bytes = await readExactly(source, at, size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Omit<ZipEntry, 'limit'>[] = [];
  let place = 0;
  for (let i = 0; i < count; i++) {
    if (place + entryBytes > size || view.getUint32(place, true) !== entryMark) {
      throw refuse(source, `directory at byte ${at + place}`, 'the directory is damaged', {
        expected: `${count} entries`,
        found: `${i} entries`,
      });
    }
    const [nameLength, extraLength] = [view.getUint16(place + 28, true), view.getUint16(place + 30, true)];
    const next = place + entryBytes + nameLength + extraLength + view.getUint16(place + 32, true);
    if (next > size) throw refuse(source, `directory at byte ${at + place}`, 'the directory is damaged');
    entries.push(readEntry(source, bytes, view, place, nameLength, extraLength));
    place = next;
  }
  if (place !== size) throw refuse(source, `directory at byte ${at + place}`, 'the directory is damaged');
  return checked(source, entries, at);
}

interface Directory {
  readonly count: number;
  readonly at: number;
  readonly size: number;
}

/** The record at the end of the archive; undefined where there is none with a comment of so many bytes at most. */
async function findEnd(
  source: ByteSource,
  comment: number,
): Promise<{ readonly view: DataView; readonly end: number; readonly endAt: number } | undefined> {
  const tailAt = Math.max(0, source.size - endBytes - comment);
  const tail = await readExactly(source, tailAt, source.size - tailAt);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  let end = tail.length - endBytes;
  const isEnd = () =>
    view.getUint32(end, true) === endMark && end + endBytes + view.getUint16(end + 20, true) === tail.length;
  while (end >= 0 && !isEnd()) end--;
  return end < 0 ? undefined : { view, end, endAt: tailAt + end };
}

async function findDirectory(source: ByteSource): Promise<Directory> {
  // Hardly any has a comment, and 64 KB are more than what is wanted of many a file.
  const found = (await findEnd(source, 0)) ?? (await findEnd(source, maxComment));
  if (!found) {
    throw refuse(
      source,
      `byte ${source.size}`,
      'the archive is cut off: its directory, which is at its end, is missing',
      {
        advice: 'Copy or download it again; it was not written to its end.',
      },
    );
  }
  const { view, end, endAt } = found;
  const disks = [4, 6].map((field) => view.getUint16(end + field, true));
  const plain = {
    count: view.getUint16(end + 10, true),
    size: view.getUint32(end + 12, true),
    at: view.getUint32(end + 16, true),
  };
  // Some write the 64-bit record always (torch.save), others where a field of 32 bits is all ones.
  const zip64 = await findDirectory64(source, endAt);
  const directory = zip64 ?? plain;
  const isSplit = disks.some((disk) => disk !== 0 && disk !== 0xffff);
  if (isSplit) throw refuse(source, `byte ${endAt}`, 'the archive is one part of several');
  const directoryEnd = zip64?.end ?? endAt;
  if (directory.at + directory.size !== directoryEnd) {
    throw refuse(source, `byte ${endAt}`, 'the directory is not where the archive says', {
      expected: `bytes ${directory.at} to ${directory.at + directory.size}`,
      found: `its end at byte ${directoryEnd}`,
    });
  }
  return directory;
}

/** What the 64-bit record says, which holds also where the other says the same. */
async function findDirectory64(source: ByteSource, endAt: number): Promise<(Directory & { end: number }) | undefined> {
  if (endAt < locatorBytes + end64Bytes) return undefined;
  const locator = dataView(await readExactly(source, endAt - locatorBytes, locatorBytes));
  if (locator.getUint32(0, true) !== locatorMark) return undefined;
  const end = Number(locator.getBigUint64(8, true));
  if (end > endAt - locatorBytes - end64Bytes) throw refuse(source, `byte ${endAt}`, 'the directory is damaged');
  const view = dataView(await readExactly(source, end, end64Bytes));
  if (view.getUint32(0, true) !== end64Mark) throw refuse(source, `byte ${end}`, 'the directory is damaged');
  const [count, size, at] = [32, 40, 48].map((field) => Number(view.getBigUint64(field, true)));
  return { count, size, at, end };
}

function readEntry(
  source: ByteSource,
  bytes: Uint8Array,
  view: DataView,
  place: number,
  nameLength: number,
  extraLength: number,
): Omit<ZipEntry, 'limit'> {
  const flags = view.getUint16(place + 8, true);
  const nameAt = place + entryBytes;
  const nameBytes = bytes.subarray(nameAt, nameAt + nameLength);
  const name = decodeName(nameBytes);
  let [compressedSize, size] = [view.getUint32(place + 20, true), view.getUint32(place + 24, true)];
  let headerAt = view.getUint32(place + 42, true);

  // Zip64: the extra field 1 holds, in this order, those of the three that are all ones.
  for (let extra = nameAt + nameLength, end = extra + extraLength; extra + 4 <= end;) {
    const length = view.getUint16(extra + 2, true);
    if (view.getUint16(extra, true) === 1) {
      let at = extra + 4;
      const wide = (value: number): number => {
        if (value !== 0xffffffff) return value;
        if (at + 8 > Math.min(end, extra + 4 + length)) {
          throw refuse(source, 'directory', `the sizes of ${quoted(name)} are missing`);
        }
        at += 8;
        return Number(view.getBigUint64(at - 8, true));
      };
      size = wide(size);
      compressedSize = wide(compressedSize);
      headerAt = wide(headerAt);
    }
    extra += 4 + length;
  }
  const method = view.getUint16(place + 10, true);
  const crc = view.getUint32(place + 16, true);
  return { name, nameBytes, method, isEncrypted: (flags & 1) !== 0, crc, compressedSize, size, headerAt };
}

const text = new TextDecoder();

/** UTF-8, as the flag for it would say; in writers that do not set it, names of arrays are ASCII all the same. */
function decodeName(bytes: Uint8Array): string {
  return text.decode(bytes);
}

/** Refuses names that occur twice or lead out of a folder, and members that share bytes. */
function checked(source: ByteSource, entries: readonly Omit<ZipEntry, 'limit'>[], directoryAt: number): ZipEntry[] {
  const names = new Set<string>();
  for (const { name } of entries) {
    if (names.has(name)) throw refuse(source, 'directory', `the name ${quoted(name)} occurs twice`);
    if (/^[/\\]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/i.test(name)) {
      throw refuse(source, 'directory', `the name ${quoted(name)} leads out of the archive`);
    }
    names.add(name);
  }
  const starts = entries.map(({ headerAt }) => headerAt).toSorted((a, b) => a - b);
  // Of members that begin at one byte, none has any room.
  const nextStart = new Map<number, number>();
  starts.forEach((start, i) =>
    nextStart.set(start, Math.min(nextStart.get(start) ?? Infinity, starts[i + 1] ?? directoryAt)),
  );
  return entries.map((entry) => {
    const limit = nextStart.get(entry.headerAt) ?? directoryAt;
    if (entry.headerAt + memberHeaderBytes + entry.compressedSize > limit) {
      throw refuse(source, `byte ${entry.headerAt}`, `${quoted(entry.name)} overlaps what comes after it`, {
        expected: `at most ${Math.max(0, limit - entry.headerAt - memberHeaderBytes)} bytes`,
        found: `${entry.compressedSize} bytes`,
      });
    }
    return { ...entry, limit };
  });
}

async function readExactly(source: ByteSource, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  if (offset + length > source.size) throw refuse(source, `byte ${source.size}`, 'the archive is cut off');
  const bytes = await source.read(offset, length);
  if (bytes.byteLength < length) throw refuse(source, `byte ${offset + bytes.byteLength}`, 'the archive is cut off');
  return bytes;
}

function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function refuse(
  { name: file }: ByteSource,
  place: string,
  problem: string,
  more: Pick<Refusal, 'expected' | 'found' | 'advice'> = {},
): FormatError {
  return new FormatError({ file, place, problem, advice: 'The archive is damaged. Copy or save it again.', ...more });
}
