import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource, openTensor, type ByteSource } from '../../../src/formats/index.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const open = (text: string, name = 'acts.json') => openTensor(memorySource(name, utf8(text)));

async function read(text: string) {
  const { shape, dtype, values } = await (await open(text)).read();
  return { shape, dtype, values: Array.from(values) };
}

describe('nested arrays', () => {
  it('are read as float64', async () => {
    expect(await read('[[1, 2.5, -3e2], [4, 5, 6]]')).toEqual({
      shape: [2, 3],
      dtype: 'float64',
      values: [1, 2.5, -300, 4, 5, 6],
    });
  });

  it('may hold the NaN and infinities of Python', async () => {
    expect((await read('[NaN, Infinity, -Infinity]')).values).toEqual([NaN, Infinity, -Infinity]);
  });

  it.each([
    ['3.5', [], [3.5]],
    ['[]', [0], []],
    ['[[], []]', [2, 0], []],
    ['[[[]]]', [1, 1, 0], []],
    ['[[[[7]]]]', [1, 1, 1, 1], [7]],
    [`${'['.repeat(64)}1${']'.repeat(64)}`, Array<number>(64).fill(1), [1]],
    ['\ufeff [ 1 ,\r\n\t2 ] \n', [2], [1, 2]],
    ['[-0, 0.0, -0.0]', [3], [-0, 0, -0]],
  ])('%s', async (text, shape, values) => {
    expect(await read(text)).toEqual({ shape, dtype: 'float64', values });
  });
});

describe('an object', () => {
  it.each([
    ['{"shape": [2, 2], "data": [1, 2, 3, 4]}', [2, 2], [1, 2, 3, 4]],
    ['{"data": [[1, 2], [3, 4]], "shape": [2, 2]}', [2, 2], [1, 2, 3, 4]],
    ['{"shape": [], "data": 5}', [], [5]],
    ['{"shape": [], "data": [5]}', [], [5]],
    ['{"shape": [2, 0, 3], "data": []}', [2, 0, 3], []],
    ['{"shape": [-0], "data": []}', [0], []],
    ['{"\\u0073hape": [1], "data": [5]}', [1], [5]],
  ])('%s', async (text, shape, values) => {
    expect(await read(text)).toEqual({ shape, dtype: 'float64', values });
  });

  it.each([
    ['float32', [0.1, 1e-46, NaN, -Infinity], [Math.fround(0.1), 0, NaN, -Infinity]],
    ['float16', [0.1, 65519, 5.9e-8], [0.0999755859375, 65504, 5.960464477539063e-8]],
    ['bfloat16', [0.1, 1.00390625, 1.01171875], [0.10009765625, 1, 1.015625]],
    ['bool', [0, 1], [0, 1]],
    ['int8', [-128, 127], [-128, 127]],
    ['uint64', [2 ** 53 - 1], [2 ** 53 - 1]],
  ])('of dtype %s has its values', async (dtype, written, values) => {
    const data = written.map((value) => (Number.isNaN(value) ? 'NaN' : String(value)));
    const text = `{"dtype": "${dtype}", "shape": [${data.length}], "data": [${data.join()}]}`;
    expect(await read(text)).toEqual({ shape: [data.length], dtype, values });
  });

  it.each([
    ['float64', '1, -0.0, NaN', '000000000000f03f 0000000000000080 000000000000f87f'],
    ['float32', '1, -0.0', '0000803f 00000080'],
    ['float16', '1, 65504', '003c ff7b'],
    ['bfloat16', '1, -2', '803f 00c0'],
    ['int64', '-2, 1', 'feffffffffffffff 0100000000000000'],
    ['uint64', '9007199254740991', 'ffffffffffff1f00'],
    ['int32', '-2', 'feffffff'],
    ['uint32', '4294967295', 'ffffffff'],
    ['int16', '-2', 'feff'],
    ['uint16', '65535', 'ffff'],
    ['int8', '-2', 'fe'],
    ['uint8', '255', 'ff'],
    ['bool', '0, 1', '00 01'],
  ])('of dtype %s has its bits in little-endian order', async (dtype, data, bits) => {
    const count = data.split(',').length;
    const file = await open(`{"shape": [${count}], "data": [${data}], "dtype": "${dtype}"}`);
    expect(Buffer.from(await file.readBits()).toString('hex')).toBe(bits.replaceAll(' ', ''));
  });
});

describe('reading', () => {
  it('gives rows, and a copy each time', async () => {
    const file = await open('[[1, 2], [3, 4], [5, 6]]');
    const rows = await file.readRows(1, 2);
    expect(rows).toEqual({ shape: [2, 2], dtype: 'float64', values: new Float64Array([3, 4, 5, 6]) });
    rows.values.fill(0);
    expect((await file.readRows(1, 1)).values).toEqual(new Float64Array([3, 4]));
    await expect(file.readRows(2, 2)).rejects.toThrow('acts.json: no rows 2 to 4 in a tensor of shape [3, 2]');
  });

  it('tells progress up to the size of the file while it opens, and stops when it is told to', async () => {
    const text = utf8(`[${'1.25, '.repeat(600_000)}1]`);
    const seen: number[] = [];
    const options = { onProgress: (bytes: number) => seen.push(bytes) };
    await openTensor(memorySource('acts.json', text), options);
    expect(seen).toEqual([2 ** 20, 2 * 2 ** 20, 3 * 2 ** 20, text.length]);

    const controller = new AbortController();
    const abort = { onProgress: () => controller.abort(new Error('enough')), signal: controller.signal };
    await expect(openTensor(memorySource('acts.json', text), abort)).rejects.toThrow('enough');
  });

  it('does not depend on where the file is cut into chunks', async () => {
    const text = '\ufeff{"shape": [2, 3],\n "data": [[1.5e-3, NaN, -Infinity], [-12, 0.1, 2]], "dtype": "float32"}';
    const expected = await read(text);
    const padded = `${' '.repeat(2 ** 20 - 40)}${text.slice(1)}${' '.repeat(2 ** 20)}`;
    for (let shift = 0; shift < 96; shift += 2) {
      expect(await read(padded.slice(shift))).toEqual(expected);
    }
  });

  it('reads every float64 as JSON.parse does', async () => {
    const numbers = fc.array(
      fc.oneof(
        fc.double({ noNaN: true, min: -1.79e308, max: 1.79e308 }),
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        fc.maxSafeInteger(),
      ),
      { minLength: 1 },
    );
    const formats = fc.constantFrom<(value: number) => string>(
      (value) => JSON.stringify(value),
      (value) => value.toExponential(),
      (value) => value.toExponential(20),
      (value) => value.toPrecision(17),
      (value) => value.toPrecision(16).toUpperCase(),
    );
    await fc.assert(
      fc.asyncProperty(numbers, formats, async (values, format) => {
        const text = `[${values.map(format).join(', ')}]`;
        const tensor = await (await open(text)).read();
        expect(Array.from(tensor.values)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1000, seed: 20240229 },
    );
  });

  it('names the file by its content where its name says nothing', async () => {
    expect((await openTensor(memorySource('acts', utf8(' [1]')))).shape).toEqual([1]);
  });

  it('holds no more than the text calls for', async () => {
    const source: ByteSource = memorySource('acts.json', utf8('{"shape": [1000000000, 100000], "data": []}'));
    await expect(openTensor(source)).rejects.toThrow('data does not match shape');
  });
});
