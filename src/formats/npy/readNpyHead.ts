import type { ByteSource } from '../byteSource.js';
import { FormatError } from '../formatError.js';
import { startReading } from '../reading.js';
import { foundAt, refuseBytes, type Head } from '../refuseBytes.js';
import { interruptionOf } from '../interruption.js';
import type { ReadOptions } from '../tensorFile.js';

/** A file up to its data, and where its header begins. */
export interface NpyHead extends Head {
  readonly headerAt: number;
}

/** With which every `.npy` begins. */
export const npyMagic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Headers of NumPy's take a few hundred bytes, those of structured dtypes some thousand. */
const maxHeaderBytes = 2 ** 20;
const cutOff = 'Copy or save it again; it was not written to its end.';

/**
 * Reads a `.npy` up to its data. @throws FormatError where it is none, or its header is cut off or too long.
 */
export async function readNpyHead(
  source: ByteSource,
  firstBytes: Uint8Array<ArrayBuffer>,
  options?: ReadOptions,
): Promise<NpyHead> {
  const file = source.name;
  const first = { file, bytes: firstBytes };
  if (source.size === 0) {
    throw new FormatError({
      file,
      place: 'byte 0',
      problem: 'the file is empty',
      expected: 'a .npy file, which begins with \\x93NUMPY',
      found: '0 bytes',
      advice: cutOff,
    });
  }
  const isOther = npyMagic.findIndex((byte, at) => at < firstBytes.length && firstBytes[at] !== byte);
  if (isOther >= 0) {
    throw refuseBytes(first, 0, Math.min(npyMagic.length, firstBytes.length), {
      place: 'byte 0',
      problem: 'this is not a .npy file',
      expected: '\\x93NUMPY (93 4e 55 4d 50 59)',
      found: hex(firstBytes.subarray(0, npyMagic.length)),
      advice: 'Only its name says .npy. np.save writes a file that can be read.',
    });
  }
  const major = firstBytes[6];
  const isKnown = (major === 1 || major === 2 || major === 3) && firstBytes[7] === 0;
  if (firstBytes.length >= 8 && !isKnown) {
    throw refuseBytes(first, 6, 8, {
      place: 'byte 6',
      problem: `version ${major}.${firstBytes[7]} of the .npy format is not known`,
      expected: 'version 1.0, 2.0 or 3.0',
      found: foundAt(hex(firstBytes.subarray(6, 8)), 6, 8),
      advice: 'np.save chooses a version that every NumPy reads: save the array again.',
    });
  }
  const headerAt = major === 1 ? 10 : 12;
  if (firstBytes.length < headerAt) {
    throw refuseBytes(first, firstBytes.length, firstBytes.length, {
      place: `byte ${firstBytes.length}`,
      problem: 'the file ends before its header',
      expected: `at least ${headerAt} bytes`,
      found: `${firstBytes.length} bytes`,
      advice: cutOff,
    });
  }
  const view = new DataView(firstBytes.buffer, firstBytes.byteOffset);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const place = `header at byte ${headerAt}`;
  if (length > maxHeaderBytes) {
    throw refuseBytes(first, 8, headerAt, {
      place,
      problem: `the header's length of ${length} bytes cannot be right`,
      expected: `at most ${maxHeaderBytes} bytes`,
      found: foundAt(`${length}`, 8, headerAt),
      advice: 'The file is damaged, or no .npy. Copy or save it again.',
    });
  }
  if (source.size < headerAt + length) {
    throw refuseBytes(first, 8, headerAt, {
      place,
      problem: 'the header is cut off',
      expected: `${length} bytes of header`,
      found: `${source.size - headerAt} bytes`,
      advice: cutOff,
    });
  }
  const end = headerAt + length;
  if (end <= firstBytes.length) return { file, bytes: firstBytes.slice(0, end), headerAt };
  const bytes = new Uint8Array(end);
  await startReading(source, interruptionOf(options)).fill(0, bytes);
  return { file, bytes, headerAt };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
