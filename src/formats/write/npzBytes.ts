import { crc32 } from '../zip/crc32.js';
import { npyBytes } from './npyBytes.js';
import { concatenated, type WrittenTensor } from './writtenTensor.js';

/** Sizes and offsets beyond this need ZIP64, which is not written. */
const mostBytes = 2 ** 32 - 2;
/** 1 January 1980, the first day that a zip can name: the same tensors are the same bytes. */
const date = 0x21;
/** Names are UTF-8. */
const flags = 0x800;

/**
 * An `.npz` archive, members stored as `np.savez` does: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 * @throws RangeError where it would be 4 GiB or more, and as `npyBytes`
 */
export function npzBytes(tensors: Readonly<Record<string, WrittenTensor>>): Uint8Array<ArrayBuffer> {
  const files: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    const content = npyBytes(tensor);
    const path = new TextEncoder().encode(`${name}.npy`);
    // version needed 2.0, flags, stored, time, date, checksum, both sizes, length of the name, no extra field
    const common = [
      [20, 2],
      [flags, 2],
      [0, 2],
      [0, 2],
      [date, 2],
      [crc32(content), 4],
      [content.length, 4],
      [content.length, 4],
      [path.length, 2],
      [0, 2],
    ] as const;
    const local = fields([[0x04034b50, 4], ...common]);
    files.push(local, path, content);
    // made by 2.0; no comment, disk 0, attributes, place of the local header
    const entry = fields([[0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]);
    directory.push(entry, path);
    offset += local.length + path.length + content.length;
    if (offset > mostBytes) throw new RangeError('an .npz of 4 GiB or more is not written');
  }
  const listed = concatenated(directory);
  const members = directory.length / 2;
  const end = fields([
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [members, 2],
    [members, 2],
    [listed.length, 4],
    [offset, 4],
    [0, 2],
  ]);
  return concatenated([...files, listed, end]);
}

/** Little-endian numbers of 2 or 4 bytes. */
function fields(values: readonly (readonly [value: number, size: 2 | 4])[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.reduce((sum, [, size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, size] of values) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}
