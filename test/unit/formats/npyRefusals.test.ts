import { describe, expect, it } from 'vitest';
import { memorySource, openTensor, type ByteSource } from '../../../src/formats/index.js';
import { npyFile, npyHeader } from './npyFile.js';
import { refusalOf } from './refusalOf.js';

const dtypes = 'a dtype that NumPy writes: <f2 <f4 <f8, <i1 … <u8, <c8 <c16, |b1, or big-endian with >';
const realDtypes = 'a dtype of real numbers: <f2 <f4 <f8, <i1 … <u8, |b1, or big-endian with >';

const withDescr = (descr: string) => npyFile(npyHeader(descr, '(64, 48)'), { dataBytes: 64 * 48 * 4 });
const withShape = (shape: string) => npyFile(npyHeader("'<f4'", shape), { dataBytes: 64 });

describe('a descr that no dtype has', () => {
  it('is refused with everything that the panel shows', async () => {
    const file = withDescr("'<f3'");
    const { message, bytes, ...refusal } = await refusalOf('acts.npy', file);
    expect(refusal).toEqual({
      file: 'acts.npy',
      place: 'header at byte 10',
      problem: "descr '<f3' is not a NumPy dtype",
      expected: dtypes,
      found: "'<f3' at bytes 20 to 24",
      advice: 'If you wrote this file, save it again in a dtype from the list.',
    });
    expect(message).toBe(
      `acts.npy: header at byte 10: descr '<f3' is not a NumPy dtype (expected ${dtypes}, found '<f3' at bytes 20 to 24)`,
    );
    expect(bytes).toEqual({ from: 0, data: file.slice(0, 64), markFrom: 20, markTo: 25 });
  });
});

describe('a dtype that is no real number', () => {
  const cases = [
    {
      descr: "'|O'",
      problem: "descr '|O' means Python objects, which are pickled, and unpickling runs code from the file",
      code: 'np.stack(x.tolist()).astype(np.float32)',
      isPickled: true,
    },
    {
      descr: "[('a', '<f4'), ('b', '<i4')]",
      problem: 'descr is a structured dtype with 2 fields',
      code: "x['a']",
      parts: ['a', 'b'],
    },
    { descr: "('<f4', (2,))", problem: 'descr is a subarray dtype', code: 'np.ascontiguousarray(x)' },
    {
      descr: "'<c8'",
      problem: "descr '<c8' is complex, and BatchNorm is defined on real numbers",
      code: 'x.real',
      parts: ['real', 'imaginary', 'magnitude'],
    },
    { descr: "'<U5'", problem: "descr '<U5' holds strings", code: 'x.astype(np.float32)' },
    { descr: "'|S12'", problem: "descr '|S12' holds strings", code: 'x.astype(np.float32)' },
    { descr: "'<M8[ns]'", problem: "descr '<M8[ns]' holds dates", code: 'x.astype(np.int64)' },
    { descr: "'<m8[s]'", problem: "descr '<m8[s]' holds time spans", code: 'x.astype(np.int64)' },
    {
      descr: "'<f16'",
      problem: "descr '<f16' is a longdouble, whose bytes differ from machine to machine",
      code: 'x.astype(np.float64)',
    },
    {
      descr: "'<V2'",
      problem: "descr '<V2' is 2 raw bytes per element without a type; NumPy writes bfloat16 like this",
      code: '(x.view(np.uint16).astype(np.uint32) << 16).view(np.float32)',
      parts: ['bfloat16'],
    },
    { descr: "'|V7'", problem: "descr '|V7' is raw bytes without a type" },
  ];
  it.each(cases)(
    '$descr is refused, saying why and what to save instead',
    async ({ descr, problem, code, parts, isPickled }) => {
      const refusal = await refusalOf('acts.npy', withDescr(descr));
      const found = `${descr} at bytes 20 to ${19 + descr.length}`;
      const named = parts?.map((part) => `'${part}'`).join(', ');
      const expected = named ? `real numbers, or one of its parts: ${named}` : realDtypes;
      expect(refusal.message).toBe(`acts.npy: header at byte 10: ${problem} (expected ${expected}, found ${found})`);
      expect([refusal.choices, refusal.choose]).toEqual([parts, parts && 'part']);
      const load = `np.load('acts.npy'${isPickled ? ', allow_pickle=True' : ''})`;
      const again = `import numpy as np\nx = ${load}\nnp.save('acts_converted.npy', ${code})`;
      expect(refusal.code).toBe(code && again);
      expect(refusal.advice).toMatch(code ? /:$/ : /\.$/);
    },
  );
});

describe('a file that is not whole', () => {
  const whole = npyFile(npyHeader("'<f4'", '(64, 48)'), { dataBytes: 64 * 48 * 4 });
  const cases = [
    {
      title: 'empty',
      size: 0,
      message: 'byte 0: the file is empty (expected a .npy file, which begins with \\x93NUMPY, found 0 bytes)',
    },
    {
      title: 'cut off before the header',
      size: 9,
      message: 'byte 9: the file ends before its header (expected at least 10 bytes, found 9 bytes)',
    },
    {
      title: 'cut off in the header',
      size: 100,
      message: 'header at byte 10: the header is cut off (expected 118 bytes of header, found 90 bytes)',
    },
    {
      title: 'cut off before the data',
      size: 128,
      message:
        'data at byte 128: the data is cut off (expected 12288 bytes for float32 of shape (64, 48), found 0 bytes)',
    },
    {
      title: 'cut off in the data',
      size: 1000,
      message:
        'data at byte 128: the data is cut off (expected 12288 bytes for float32 of shape (64, 48), found 872 bytes)',
    },
  ];
  it.each(cases)('$title: names expected and found byte counts', async ({ size, message }) => {
    expect((await refusalOf('acts.npy', whole.slice(0, size))).message).toBe(`acts.npy: ${message}`);
  });

  it('is read with a warning where bytes follow the data', async () => {
    const bytes = npyFile(npyHeader("'<f4'", '(2, 3)'), { dataBytes: 29 });
    const file = await openTensor(memorySource('acts.npy', bytes));
    expect(file.warnings).toEqual([
      'acts.npy: data at byte 128: 5 bytes after the data are not read (expected 24 bytes, found 29 bytes)',
    ]);
    expect((await file.read()).values).toHaveLength(6);
  });
});

describe('a header that is wrong', () => {
  const literal = 'the header is not a Python literal';
  const tuple = 'a tuple of sizes, such as (64, 48, 14, 14)';
  const dict = "a Python dict with 'descr', 'fortran_order' and 'shape'";
  const cases = [
    { header: "__import__('os')", message: `${literal} (expected a Python literal, found _ at byte 10)` },
    { header: "{'descr': '<f4'", message: `${literal} (expected , or }, found the end of the header)` },
    { header: "{'descr': '<f4' + ''}", message: `${literal} (expected , or }, found + at byte 26)` },
    { header: "{'descr': '<f4}", message: `${literal} (expected a closing ', found the end of the header)` },
    { header: '(1, 2)', message: `the header is not a dict (expected ${dict}, found (1, 2) at bytes 10 to 15)` },
    {
      header: "{'descr': '<f4', 'shape': ()}",
      message: `the header lacks 'fortran_order' (expected ${dict}, found {'descr': '<f4', 'shape': ()} at bytes 10 to 38)`,
    },
    {
      header: "{'descr': '<f4', 'descr': '<f8'}",
      message: `the header has 'descr' twice (expected ${dict}, found 'descr' at bytes 27 to 33)`,
    },
    {
      header: "{'order': 1}",
      message: `the header has a key that NumPy does not write (expected ${dict}, found 'order' at bytes 11 to 17)`,
    },
    {
      header: npyHeader("'<f4'", '()', '0'),
      message: 'fortran_order is not a bool (expected True or False, found 0 at byte 44)',
    },
    {
      header: npyHeader("'<f4'", '(2, -3)'),
      message: `shape has a negative size (expected ${tuple}, found -3 at bytes 64 to 65)`,
    },
    {
      header: npyHeader("'<f4'", '[2, 3]'),
      message: `shape is not a tuple (expected ${tuple}, found [2, 3] at bytes 60 to 65)`,
    },
    { header: npyHeader("'<f4'", '(3)'), message: `shape is not a tuple (expected ${tuple}, found 3 at byte 61)` },
    {
      header: npyHeader("'<f4'", "('2',)"),
      message: `shape holds what is not an integer (expected ${tuple}, found '2' at bytes 61 to 63)`,
    },
    {
      header: npyHeader("'<f4'", '(4294967296, 4294967296)'),
      message:
        'shape has more elements than can be counted (expected at most 2**53 - 1, found (4294967296, 4294967296) at bytes 60 to 83)',
    },
    {
      header: npyHeader("'<f4'", `(${'1,'.repeat(65)})`),
      message: `shape has 65 axes (expected at most 64, as in NumPy, found (${'1,'.repeat(29)}… at bytes 60 to 191)`,
    },
    {
      header: '('.repeat(1000),
      message: `${literal} (expected at most 32 nested brackets, found ( at byte 43)`,
    },
  ];
  it.each(cases)('$message', async ({ header, message }) => {
    const refusal = await refusalOf('acts.npy', npyFile(header, { dataBytes: 64 }));
    expect(refusal.message).toBe(`acts.npy: header at byte 10: ${message}`);
    expect(refusal.code).toBeUndefined();
    expect(refusal.advice).toBe(
      'NumPy does not write such a header. Copy the file again, or save the array with np.save.',
    );
  });

  it('is not followed by any reading of data', async () => {
    expect((await refusalOf('acts.npy', withShape('(1000000, 1000000)'))).message).toBe(
      'acts.npy: data at byte 128: the data is cut off (expected 4000000000000 bytes for float32 of shape (1000000, 1000000), found 64 bytes)',
    );
  });

  it('of 100 MB is refused at once, and never read', async () => {
    const bytes = npyFile('', { version: 2, dataBytes: 100 });
    new DataView(bytes.buffer).setUint32(8, 100_000_000, true);
    const lengths: number[] = [];
    const source: ByteSource = {
      name: 'acts.npy',
      size: 200_000_000,
      read: (offset, length) => {
        lengths.push(length);
        return Promise.resolve(bytes.subarray(offset, offset + length));
      },
    };
    await expect(openTensor(source)).rejects.toThrow(
      "acts.npy: header at byte 12: the header's length of 100000000 bytes cannot be right (expected at most 1048576 bytes, found 100000000 at bytes 8 to 11)",
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(512);
  });

  it('of an unknown version is refused', async () => {
    const bytes = withShape('()');
    bytes[6] = 4;
    expect((await refusalOf('acts.npy', bytes)).message).toBe(
      'acts.npy: byte 6: version 4.0 of the .npy format is not known (expected version 1.0, 2.0 or 3.0, found 04 00 at bytes 6 to 7)',
    );
  });

  it('shows what it holds as text that cannot reorder or hide anything', async () => {
    const { message } = await refusalOf('a\u202eb.npy', withDescr("'<\\u202ef\x1b3'"));
    expect(message).toContain("a\\u202eb.npy: header at byte 10: descr '<\\u202ef\\x1b3' is not a NumPy dtype");
  });
});
