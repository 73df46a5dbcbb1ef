import { describe, expect, it } from 'vitest';
import { FormatError, memorySource, openArchive, openTensor } from '../../../src/formats/index.js';
import { npyFile, npyHeader } from './npyFile.js';
import { refusalOf } from './refusalOf.js';
import { safetensorsFile } from './safetensorsFile.js';

const large = 2 ** 53 - 1;
const axes = (size: number, count: number) => Array.from({ length: count }, () => size);

/** The same shape in every format that states one, without data. */
const formats: readonly [format: string, file: (shape: readonly number[]) => Uint8Array<ArrayBuffer>][] = [
  ['acts.npy', (shape) => npyFile(npyHeader("'<f4'", `(${shape.map((size) => `${size},`).join('')})`))],
  ['acts.json', (shape) => new TextEncoder().encode(JSON.stringify({ shape, data: [] }))],
  ['acts.safetensors', (shape) => safetensorsFile({ x: { dtype: 'F32', shape, data_offsets: [0, 0] } })],
];

describe.each(formats)('%s', (name, file) => {
  it.each([
    ['2^53 - 1 elements', [large]],
    ['2^106', [large, large]],
    ['a product that comes to 0 modulo 2^64', [2 ** 32, 2 ** 32]],
    ['a product that comes to 1 modulo 2^32', [65537, 65537]],
    ['64 axes of 2', axes(2, 64)],
    ['more than 2^53 beside an axis of 0', [0, large, 2]],
    ['the same the other way round', [large, 2, 0]],
    ['65 axes of 1', axes(1, 65)],
    ['1,000 axes of 1', axes(1, 1000)],
  ])('refuses a shape of %s', async (_what, shape) => {
    const { message, problem } = await refusalOf(name, file(shape));
    expect(problem).toMatch(/cut off|than can be counted|axes|too large|does not (?:fill|match)/);
    expect(message.length).toBeLessThan(2000);
  });

  it('reads a huge axis beside one of 0, as NumPy does', async () => {
    const shape = [0, 2 ** 40];
    const tensor = await openTensor(memorySource(name, file(shape)));
    expect(tensor).toMatchObject({ shape, dataBytes: name.endsWith('json') ? (expect.any(Number) as number) : 0 });
    expect((await tensor.read()).values).toHaveLength(0);
    expect((await tensor.readRows(0, 0)).shape).toEqual(shape);
    const other = await openTensor(memorySource(name, file([2 ** 40, 0])));
    expect((await other.readRows(2 ** 39, 2 ** 39)).shape).toEqual([2 ** 39, 0]);
  });
});

describe('a field of arrays', () => {
  const fieldOf = (inner: string, shape: string) =>
    memorySource('acts.npy', npyFile(npyHeader(`[('a', '<f4'), ('v', '<f8', ${inner})]`, shape), { dataBytes: 64 }));

  it('whose size is beyond counting is no choice, also beside an axis of 0', async () => {
    for (const inner of ['(0, 9007199254740993)', '(9007199254740993,)', '(-1,)']) {
      await expect(openTensor(fieldOf(inner, '(2, 3)'), { part: 'v' })).rejects.toThrow(FormatError);
    }
  });

  it('that is beyond counting together with the shape of the file is refused', async () => {
    const opening = openTensor(fieldOf(`(${2 ** 30},)`, `(0, ${2 ** 30})`), { part: 'v' });
    await expect(opening).rejects.toThrow(/no tensor that can be counted \(expected at most 64 axes/);
    const ranks = openTensor(fieldOf(`(${'1,'.repeat(34)})`, `(0, ${'1,'.repeat(30)})`), { part: 'v' });
    await expect(ranks).rejects.toThrow(/at most 64 axes/);
    expect((await openTensor(fieldOf('(2, 2)', '(0, 3)'), { part: 'v' })).shape).toEqual([0, 3, 2, 2]);
  });
});

describe('a size that is none', () => {
  it.each(['1e400', '-1', '0.5', 'null', '"3"', '[]', '9007199254740993'])('%s is refused in JSON', async (size) => {
    const text = `{"shape": [${size}], "data": [1]}`;
    expect((await refusalOf('acts.json', text)).place).toMatch(/^line 1, column \d+$/);
    const header = `{"x":{"dtype":"F32","shape":[${size}],"data_offsets":[0,4]}}`;
    expect((await refusalOf('a.safetensors', safetensorsFile(header, 4))).place).toBe('header at byte 8');
  });

  it.each(['-1', '0.5', '1e3', 'None', "'3'", '()', '0x10', '007'])('%s is refused in a .npy', async (size) => {
    const file = npyFile(npyHeader("'<f4'", `(${size},)`), { dataBytes: 64 });
    expect((await refusalOf('acts.npy', file)).place).toBe('header at byte 10');
  });
});

describe("a header's length", () => {
  const npy = (length: number, version: 1 | 2 | 3) => {
    const bytes = npyFile(npyHeader("'<f4'", '(2,)'), { dataBytes: 8, version });
    const view = new DataView(bytes.buffer);
    if (version === 1) view.setUint16(8, length, true);
    else view.setUint32(8, length, true);
    return bytes;
  };

  it.each([
    [1, 0],
    [1, 20],
    [1, 0xffff],
    [2, 0x10000],
    [2, 0xffffffff],
    [3, 0x7fffffff],
  ] as const)('of a .npy of version %i that is said to be %i is refused', async (version, length) => {
    expect((await refusalOf('acts.npy', npy(length, version))).place).toBe(`header at byte ${version === 1 ? 10 : 12}`);
  });

  it.each([100_000_001, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n])(
    'of a checkpoint that is said to be %s is refused',
    async (length) => {
      const bytes = safetensorsFile('{}', 8, length);
      expect((await refusalOf('a.safetensors', bytes)).problem).toMatch(/length of \d+ bytes cannot be right/);
      // By its content alone it is no checkpoint.
      await expect(openArchive(memorySource('a.bin', bytes))).rejects.toThrow('this is no archive of tensors');
    },
  );
});

describe('the header of a checkpoint', () => {
  const entry = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
  it.each([
    [
      'that is no UTF-8',
      Uint8Array.from([...new TextEncoder().encode('{"\xe9'), 0xe9, 0x22, 0x7d]),
      'the header is not UTF-8',
    ],
    [
      'with half a surrogate pair in UTF-8',
      Uint8Array.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22]),
      'the header is not UTF-8',
    ],
    ['with a byte order mark', `\ufeff{"x":${entry}}`, 'this is not a safetensors checkpoint'],
    ['with a key twice in an entry', '{"x":{"dtype":"F32","dtype":"F64"}}', 'an entry has "dtype" twice'],
    ['with one name written in two ways', `{"x":${entry},"\\u0078":${entry}}`, 'a name occurs twice'],
    ['with metadata twice', `{"__metadata__":{},"__metadata__":{},"x":${entry}}`, 'a name occurs twice'],
    [
      'with offsets beyond 2^53',
      '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551616]}}',
      "'x' has no data_offsets",
    ],
    ['with a tensor beyond the file', '{"x":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}', 'the data is cut off'],
    ['with a hole', `{"x":${entry},"y":{"dtype":"U8","shape":[1],"data_offsets":[5,6]}}`, "'y' leaves a gap before it"],
    ['with more after it', `{"x":${entry}}{}`, 'the header is not JSON'],
    ['with a comment', `{"x":${entry}/**/}`, 'the header is not JSON'],
  ])('%s is refused', async (_what, header, problem) => {
    expect((await refusalOf('a.safetensors', safetensorsFile(header, 4))).problem).toContain(problem);
  });

  it('may name a tensor as objects name what they inherit', async () => {
    const archive = await openArchive(memorySource('a.safetensors', safetensorsFile(`{"__proto__":${entry}}`, 4)));
    expect(archive.members.map(({ name }) => name)).toEqual(['__proto__']);
    expect((await archive.open('__proto__')).shape).toEqual([1]);
    await expect(archive.open('constructor')).rejects.toThrow("there is no 'constructor' in it");
  });
});
