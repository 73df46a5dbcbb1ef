// Counts what typed arrays take from here on; readers come after.
import { allocations } from '../../fuzz/allocations.js';
import { describe, expect, it } from 'vitest';
import { memorySource, openArchive, openTensor } from '../../../src/formats/index.js';
import { randomNumbers } from '../../fuzz/randomNumbers.js';
import { npyFile, npyHeader } from './npyFile.js';
import { refusalOf } from './refusalOf.js';
import { zipFile, type Member } from './zipFile.js';

const npy = npyFile(npyHeader("'<f4'", '(2, 3)'), { dataBytes: 24 });
const a: Member = { name: 'a.npy', content: npy };
const b: Member = { name: 'b.npy', content: npy, isDeflated: true };
const open = (bytes: Uint8Array<ArrayBuffer>) => openArchive(memorySource('x.npz', bytes));

/** The archive of `a` and `b` with another number in the last of its records with this mark. */
function patched(mark: number, at: number, width: 2 | 4 | 8, value: number, isZip64 = false): Uint8Array<ArrayBuffer> {
  const bytes = zipFile([a, b], isZip64);
  const view = new DataView(bytes.buffer);
  let record = bytes.length - 4;
  while (view.getUint32(record, true) !== mark) record--;
  if (width === 2) view.setUint16(record + at, value, true);
  if (width === 4) view.setUint32(record + at, value, true);
  if (width === 8) view.setBigUint64(record + at, BigInt(value), true);
  return bytes;
}

const [entry, end, end64, locator] = [0x02014b50, 0x06054b50, 0x06064b50, 0x07064b50];
const size = zipFile([a, b]).length;
const size64 = zipFile([a, b], true).length;

describe('an archive whose offsets lead astray is refused', () => {
  it.each([
    ['a member beyond the file', patched(entry, 42, 4, size + 1000), "'b.npy' overlaps what comes after it"],
    ['a member within the directory', patched(entry, 42, 4, size - 60), "'b.npy' overlaps what comes after it"],
    ['a member that is another one', patched(entry, 42, 4, 0), 'overlaps what comes after it'],
    ['a member in the midst of another one', patched(entry, 42, 4, 20), 'overlaps what comes after it'],
    ['a directory that is its own end', patched(end, 16, 4, size - 22), 'the directory is not where the archive says'],
    ['a directory beyond the file', patched(end, 16, 4, 0xfffffffe), 'the directory is not where the archive says'],
    ['no directory, but members', patched(end, 12, 4, 0), 'the directory is not where the archive says'],
    ['a directory in parts', patched(end, 4, 2, 3), 'the archive is one part of several'],
    ['zip64: an end that is its own locator', patched(locator, 8, 8, size64 - 42, true), 'the directory is damaged'],
    ['zip64: an end beyond the file', patched(locator, 8, 8, 2 ** 62, true), 'the directory is damaged'],
    ['zip64: an end that is none', patched(locator, 8, 8, 0, true), 'the directory is damaged'],
    ['zip64: 2^60 members', patched(end64, 32, 8, 2 ** 60, true), 'the directory is damaged'],
    ['zip64: a directory of 2^60 bytes', patched(end64, 40, 8, 2 ** 60, true), 'the directory is not where'],
    ['zip64: a directory that begins at 2^63', patched(end64, 48, 8, 2 ** 63, true), 'the directory is not where'],
  ])('%s', async (_what, bytes, message) => {
    await expect(open(bytes)).rejects.toThrow(message);
    expect((await refusalOf('x.npz', bytes)).message).toContain(message);
  });
});

describe('a member whose own header differs from the directory is refused', () => {
  const cases: readonly [what: string, ownLies: Member['ownLies'], message: string][] = [
    ['its name', { name: 'b.npy' }, 'the member has another name than in the directory (expected the same name twice)'],
    ['its name, longer', { name: 'a.npy2' }, 'the member has another name than in the directory'],
    ['its size', { size: 7 }, `the member has another size than in the directory (expected ${npy.length}, found 7)`],
    ['its compressed size', { compressedSize: 7 }, 'the member has another compressed size than in the directory'],
    ['its checksum', { crc: 7 }, 'the member has another checksum than in the directory'],
    ['its method', { method: 8 }, 'the member has another method than in the directory (expected 0, found 8)'],
    ['encryption', { flags: 1 }, 'the member has another encryption than in the directory'],
  ];
  it.each(cases)('%s', async (_what, ownLies, message) => {
    const source = memorySource('x.npz', zipFile([{ ...a, ownLies: ownLies ?? {} }]));
    await expect(openTensor(source)).rejects.toThrow(`x.npz/a: byte 0: ${message}`);
  });

  it('but not where a writer to a pipe says them behind the data', async () => {
    const ownLies = { flags: 8, crc: 0, size: 0, compressedSize: 0 };
    expect((await openTensor(memorySource('x.npz', zipFile([{ ...a, ownLies }])))).shape).toEqual([2, 3]);
  });
});

describe('a name that leads out of the archive is refused', () => {
  const names = ['..\\a.npy', 'a/../../b.npy', 'a\\..\\b.npy', '\\\\server\\a.npy', 'c:a.npy', 'a\0.npy', '..', 'a/..'];
  it.each(names)('%j', async (name) => {
    await expect(open(zipFile([{ ...a, name }]))).rejects.toThrow(
      /^x\.npz: directory: the name .* leads out of the archive$/,
    );
  });

  it('and one that only looks like it is not', async () => {
    const members = ['..a.npy', 'a..npy', 'a...npy', '.npy'].map((name) => ({ ...a, name }));
    expect((await open(zipFile(members))).members).toHaveLength(4);
  });
});

describe('a zip bomb', () => {
  it('in a member is no array, and is not unpacked', async () => {
    const inner = zipFile([{ name: 'zeros.npy', content: new Uint8Array(50_000), isDeflated: true }]);
    const nested = zipFile([{ name: 'a.npy', content: inner, isDeflated: true }]);
    await expect(openTensor(memorySource('x.npz', nested))).rejects.toThrow('x.npz/a: byte 0: this is not a .npy file');
    await expect(open(zipFile([{ name: 'inner.npz', content: inner }]))).rejects.toThrow(
      'this is a zip archive without arrays',
    );
  });

  it('that promises more than it holds is found out before memory is taken for it', async () => {
    // 1 MB that deflates to 60 KB, of which deflate could have made 60 MB; it says to be 40.
    const content = npyFile(npyHeader("'<f4'", '(10000000,)'), { dataBytes: 1_000_000 });
    const random = randomNumbers(1);
    for (let at = content.length - 60_000; at < content.length; at++) content[at] = random(256);
    const bomb = zipFile([{ name: 'a.npy', content, isDeflated: true, lies: { size: 40_000_128 } }]);
    const file = await openTensor(memorySource('x.npz', bomb));
    allocations.bytes = 0;
    for (const read of [() => file.read(), () => file.readBits()]) {
      await expect(read()).rejects.toThrow('it ends early (expected 40000128 bytes, found 1000128 bytes)');
    }
    expect(allocations.bytes).toBeLessThan(20_000_000);
  });

  it('that keeps its promise is read', async () => {
    const content = npyFile(npyHeader("'|u1'", '(20000000,)'), { dataBytes: 20_000_000 });
    const file = await openTensor(memorySource('x.npz', zipFile([{ name: 'a.npy', content, isDeflated: true }])));
    await expect(file.readBits({ signal: AbortSignal.abort(new Error('cancelled')) })).rejects.toThrow('cancelled');
    expect((await file.readBits()).every((byte) => byte === 0)).toBe(true);
  });

  it('of 70,000 members is listed, and opens none of them', async () => {
    const members = Array.from({ length: 70_000 }, (_, i) => ({ name: `${i}.npy`, content: new Uint8Array(0) }));
    const source = memorySource('x.npz', zipFile(members, true));
    const archive = await openArchive(source);
    expect(archive.members).toHaveLength(70_000);
    await expect(archive.open('69999')).rejects.toThrow('x.npz/69999: byte 0: the file is empty');
    await expect(openTensor(source)).rejects.toThrow('and 69988 more');
  });
});
