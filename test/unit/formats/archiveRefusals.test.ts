import { describe, expect, it } from 'vitest';
import { memorySource, openArchive, openTensor } from '../../../src/formats/index.js';
import { ascii, npyFile, npyHeader } from './npyFile.js';
import { refusalOf } from './refusalOf.js';
import { zipFile, type Member } from './zipFile.js';

const npy = npyFile(npyHeader("'<f4'", '(2, 3)'), { dataBytes: 24 });
const a: Member = { name: 'a.npy', content: npy };
const b: Member = { name: 'b.npy', content: npy, isDeflated: true };

const openZip = (members: readonly Member[], isZip64 = false) =>
  openArchive(memorySource('x.npz', zipFile(members, isZip64)));
const readZip = async (members: readonly Member[]) =>
  (await openTensor(memorySource('x.npz', zipFile(members)), { member: 'a' })).read();

describe('an archive', () => {
  it.each([false, true])('is opened, zip64: %s', async (isZip64) => {
    const archive = await openZip([a, b], isZip64);
    expect(archive.members).toEqual([
      { name: 'a', bytes: npy.length },
      { name: 'b', bytes: expect.any(Number) as number },
    ]);
    for (const { name } of archive.members) expect((await (await archive.open(name)).read()).shape).toEqual([2, 3]);
  });

  it('of one array needs no name', async () => {
    expect((await openTensor(memorySource('x.npz', zipFile([b])))).shape).toEqual([2, 3]);
  });

  it('may be empty, or have other files in it', async () => {
    expect((await openZip([])).members).toEqual([]);
    const archive = await openZip([a, { name: 'note.txt', content: ascii('hello') }]);
    expect(archive.members.map(({ name }) => name)).toEqual(['a']);
    expect(archive.warnings).toEqual(['x.npz: 1 of 2 files in it are no .npy']);
  });

  it('refuses a member for what is wrong with its array, by both names', async () => {
    const bad: Member = { name: 'a.npy', content: npyFile(npyHeader("'|O'", '()')) };
    await expect(readZip([bad])).rejects.toThrow("x.npz/a: header at byte 10: descr '|O' means Python objects");
    const { code } = await refusalOf('x.npz', zipFile([bad]));
    expect(code).toBe(
      "import numpy as np\nx = np.load('x.npz', allow_pickle=True)['a']\nnp.save('a_converted.npy', np.stack(x.tolist()).astype(np.float32))",
    );
  });
});

describe('an archive that is hostile or damaged is refused', () => {
  const bomb: Member = { name: 'a.npy', content: new Uint8Array(100_000), isDeflated: true };
  const cases: readonly [what: string, members: readonly Member[], message: string][] = [
    [
      'members that share bytes',
      [a, { ...b, lies: { headerAt: 0 } }],
      "x.npz: byte 0: 'a.npy' overlaps what comes after it",
    ],
    [
      'a member that reaches into the next',
      [{ ...a, lies: { compressedSize: 5000, size: 5000 } }, b],
      "x.npz: byte 0: 'a.npy' overlaps what comes after it (expected at most ",
    ],
    ['a name twice', [a, a], "x.npz: directory: the name 'a.npy' occurs twice"],
    [
      'a name that leads out',
      [{ ...a, name: '../a.npy' }],
      "x.npz: directory: the name '../a.npy' leads out of the archive",
    ],
    ['an absolute name', [{ ...a, name: '/a.npy' }], "x.npz: directory: the name '/a.npy' leads out of the archive"],
    ['a drive', [{ ...a, name: 'C:\\a.npy' }], "x.npz: directory: the name 'C:\\\\a.npy' leads out of the archive"],
    [
      'no array',
      [{ name: 'a.txt', content: npy }],
      "x.npz: byte 0: this is a zip archive without arrays (expected an .npz archive, whose files end in .npy, or a checkpoint of PyTorch or Keras, found 1 files, such as 'a.txt')",
    ],
    [
      'a PyTorch checkpoint whose objects are none',
      [{ name: 'archive/data.pkl', content: npy }],
      'x.npz/archive/data.pkl: byte 0: the pickle takes what is not there',
    ],
    ['encryption', [{ ...a, lies: { flags: 1 } }], 'x.npz/a: byte 0: it is encrypted'],
    [
      'another compression',
      [{ ...a, lies: { method: 14 } }],
      'x.npz/a: byte 0: its compression is not read (expected stored (0) or deflated (8), found method 14)',
    ],
    ['stored sizes that differ', [{ ...a, lies: { size: 1e6 } }], 'x.npz/a: byte 0: its two sizes differ'],
    [
      'a size beyond what deflate can do',
      [{ ...bomb, lies: { size: 4e9 } }],
      'x.npz/a: byte 0: its size cannot be right (expected at most ',
    ],
    [
      'more than its size',
      [{ ...bomb, lies: { size: 1000 } }],
      'x.npz/a: compressed data: the compressed data is damaged: it is larger than it says',
    ],
    [
      'less than its size',
      [{ ...b, name: 'a.npy', content: npy.slice(0, 140), lies: { size: 152 } }],
      'x.npz/a: compressed data: the compressed data is damaged: it ends early (expected 152 bytes, found 140 bytes)',
    ],
    [
      'a wrong checksum',
      [{ ...b, name: 'a.npy', lies: { crc: 7 } }],
      'x.npz/a: compressed data: the compressed data is damaged: its checksum is wrong (expected 0x00000007, found 0x',
    ],
    ['a member that is no .npy', [{ ...a, content: ascii('hello') }], 'x.npz/a: byte 0: this is not a .npy file'],
  ];
  it.each(cases)('%s', async (_what, members, message) => {
    await expect(readZip(members)).rejects.toThrow(message);
  });

  it('cut off anywhere', async () => {
    const whole = zipFile([a, b]);
    for (let size = 4; size < whole.length; size++) {
      const { message } = await refusalOf('x.npz', whole.slice(0, size));
      expect(message).toMatch(/^x\.npz: byte \d+: the archive is cut off/);
    }
  });

  it('with a directory that is elsewhere, or longer than it is', async () => {
    const whole = zipFile([a, b]);
    const end = new DataView(whole.buffer, whole.length - 22);
    end.setUint32(16, end.getUint32(16, true) - 1, true);
    expect((await refusalOf('x.npz', whole)).message).toContain('the directory is not where the archive says');
    end.setUint32(16, end.getUint32(16, true) + 1, true);
    end.setUint16(10, 9, true);
    expect((await refusalOf('x.npz', whole)).message).toContain(
      'the directory is damaged (expected 9 entries, found 2 entries)',
    );
  });
});

describe('a safetensors checkpoint', () => {
  const file = (header: string, dataBytes = 0, length = header.length) => {
    const bytes = new Uint8Array(8 + header.length + dataBytes);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
    bytes.set(new TextEncoder().encode(header).subarray(0, header.length), 8);
    return bytes;
  };
  const entry = (begin: number, end: number, shape = '[1]', dtype = 'F32') =>
    `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`;
  const at = 'x.safetensors: header at byte 8: ';

  it('of one tensor needs no name', async () => {
    const tensor = await openTensor(memorySource('x.safetensors', file(`{"a":${entry(0, 4)}}  `, 4)));
    expect(tensor).toMatchObject({ shape: [1], dtype: 'float32', warnings: [] });
  });

  it('with bytes after its data is opened with a warning', async () => {
    const archive = await openArchive(memorySource('x.safetensors', file(`{"a":${entry(0, 4)}}`, 9)));
    const { length } = `{"a":${entry(0, 4)}}`;
    expect(archive.warnings).toEqual([
      `x.safetensors: data at byte ${8 + length}: 5 bytes after the data are not read (expected 4 bytes, found 9 bytes)`,
    ]);
  });

  const cases: readonly [what: string, bytes: Uint8Array<ArrayBuffer>, message: string][] = [
    [
      'a header of 100 MB and a byte',
      file('{}', 0, 100_000_001),
      `${at}the header's length of 100000001 bytes cannot be right (expected at most 100000000 bytes, found 100000001 at bytes 0 to 7)`,
    ],
    [
      'nothing in it',
      new Uint8Array(0),
      'x.safetensors: byte 0: the file is empty (expected a safetensors checkpoint, which begins with the length of its header, found 0 bytes)',
    ],
    [
      'another header',
      file('[1]'),
      `${at}this is not a safetensors checkpoint (expected {, with which its header begins, found 0x5b at byte 8)`,
    ],
    [
      'a header that is cut off',
      file('{"a":', 0, 500),
      `${at}the header is cut off (expected 500 bytes of header, found 5 bytes)`,
    ],
    ['a header that is no JSON', file('{"a": x}'), `${at}the header is not JSON (found x at byte 14)`],
    ['a header that ends early', file('{"a":'), `${at}the header is not JSON`],
    [
      'a name twice',
      file(`{"a":${entry(0, 4)},"a":${entry(4, 8)}}`, 8),
      `${at}a name occurs twice (found "a" at bytes ${8 + `{"a":${entry(0, 4)},`.length} to`,
    ],
    ['deep nesting', file(`{"a":${'['.repeat(500)}`), `${at}an array where a header has none`],
    ['a number for an entry', file('{"a":3}'), `${at}an entry of the header is not an object (found 3 at byte 13)`],
    [
      'tensors that overlap',
      file(`{"a":${entry(0, 4)},"b":${entry(2, 6)}}`, 6),
      `${at}'b' overlaps another tensor (expected data_offsets from 4, found [2, 6])`,
    ],
    [
      'tensors that share their data',
      file(`{"a":${entry(0, 4)},"b":${entry(0, 4)}}`, 4),
      `${at}'b' overlaps another tensor`,
    ],
    [
      'a gap',
      file(`{"a":${entry(4, 8)}}`, 8),
      `${at}'a' leaves a gap before it (expected data_offsets from 0, found [4, 8])`,
    ],
    [
      'offsets the wrong way round',
      file(`{"a":${entry(4, 0)}}`, 8),
      `${at}'a' has no data_offsets (expected two byte counts, in order)`,
    ],
    ['a negative size', file(`{"a":${entry(0, 4, '[-1]')}}`, 4), `${at}'a' has no shape (expected an array of sizes)`],
    ['a size of −0', file(`{"a":${entry(0, 0, '[2,-0]')}}`), `${at}'a' has no shape (expected an array of sizes)`],
    [
      'a gigantic shape',
      file(`{"a":${entry(0, 4, '[9007199254740991,9007199254740991]')}}`, 4),
      `${at}the shape of 'a' is too large (expected at most 64 axes and 2**53 - 1 elements, found [9007199254740991, 9007199254740991])`,
    ],
    [
      'a shape that does not fill its bytes',
      file(`{"a":${entry(0, 8, '[3]')}}`, 8),
      `${at}'a' does not fill its data_offsets (expected 12 bytes for F32 of shape [3], found 8 bytes)`,
    ],
    [
      'a dtype that is not read',
      file(`{"a":${entry(0, 8, '[1]', 'C64')}}`, 8),
      "x.safetensors/a: header at byte 8: dtype 'C64' is not read (expected BOOL, I8,",
    ],
  ];
  it.each(cases)('with %s is refused', async (_what, bytes, message) => {
    expect((await refusalOf('x.safetensors', bytes)).message.slice(0, message.length)).toBe(message);
  });

  it('with data cut off is refused', async () => {
    const header = `{"a":${entry(0, 4)}}`;
    expect((await refusalOf('x.safetensors', file(header, 3))).message).toBe(
      `x.safetensors: data at byte ${8 + header.length}: the data is cut off (expected 4 bytes, found 3 bytes)`,
    );
  });
});
