import { deflateSync } from 'fflate';
import { crc32 } from '../../../src/formats/zip/crc32.js';
import { ascii } from './npyFile.js';

type Told = 'flags' | 'method' | 'crc' | 'compressedSize' | 'size';

/** A member of a zip archive to be made, and what is said of it instead of the truth. */
export interface Member {
  readonly name: string;
  readonly content: Uint8Array;
  readonly isDeflated?: boolean;
  /** Both in the directory and in the member's own header. */
  readonly lies?: Partial<Record<Told | 'headerAt', number>>;
  /** In the member's own header only. */
  readonly ownLies?: Partial<Record<Told, number>> & { readonly name?: string };
}

/**
 * A zip archive, honest but for the lies; with `isZip64` in the form for more than 4 GB, with `hasRecord` in the plain form
 * and with the 64-bit end record all the same, as torch.save writes it.
 */
export function zipFile(members: readonly Member[], isZip64 = false, hasRecord = isZip64): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const put = (value: number, size: number) => {
    for (let i = 0; i < size; i++) bytes.push(Math.floor(value / 256 ** i) % 256);
  };
  const entries = members.map(({ name, content, isDeflated = false, lies = {}, ownLies = {} }) => {
    const stored = isDeflated ? deflateSync(content) : content;
    const honest = {
      flags: 0,
      method: isDeflated ? 8 : 0,
      crc: crc32(content),
      compressedSize: stored.length,
      size: content.length,
      headerAt: bytes.length,
    };
    const own = { name, ...honest, ...lies, ...ownLies };
    put(0x04034b50, 4);
    put(20, 2);
    put(own.flags, 2);
    put(own.method, 2);
    put(0, 4);
    put(own.crc, 4);
    put(own.compressedSize, 4);
    put(own.size, 4);
    put(own.name.length, 2);
    put(0, 2);
    bytes.push(...ascii(own.name), ...stored);
    return { name, ...honest, ...lies };
  });
  const at = bytes.length;
  for (const { name, flags, method, crc, compressedSize, size, headerAt } of entries) {
    put(0x02014b50, 4);
    put(20, 2);
    put(20, 2);
    put(flags, 2);
    put(method, 2);
    put(0, 4);
    put(crc, 4);
    for (const value of [compressedSize, size]) put(isZip64 ? 0xffffffff : value, 4);
    put(name.length, 2);
    put(isZip64 ? 28 : 0, 2);
    put(0, 2 + 2 + 2 + 4);
    put(isZip64 ? 0xffffffff : headerAt, 4);
    bytes.push(...ascii(name));
    if (isZip64) {
      put(1, 2);
      put(24, 2);
      for (const value of [size, compressedSize, headerAt]) put(value, 8);
    }
  }
  const size = bytes.length - at;
  if (hasRecord) {
    const end = bytes.length;
    put(0x06064b50, 4);
    put(44, 8);
    put(45, 2);
    put(45, 2);
    put(0, 8);
    for (const value of [members.length, members.length, size, at]) put(value, 8);
    put(0x07064b50, 4);
    put(0, 4);
    put(end, 8);
    put(1, 4);
  }
  put(0x06054b50, 4);
  put(0, 4);
  for (const value of [members.length, members.length]) put(isZip64 ? 0xffff : value, 2);
  for (const value of [size, at]) put(isZip64 ? 0xffffffff : value, 4);
  put(0, 2);
  return Uint8Array.from(bytes);
}
