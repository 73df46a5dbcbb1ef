import { describe, expect, it } from 'vitest';
import { ascii } from './npyFile.js';
import { refusalOf } from './refusalOf.js';

const number = 'a number, NaN, Infinity, -Infinity or [';
const object = 'an object with "shape", "data" and, if wanted, "dtype"';
const dtypes = 'bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, bfloat16, float32, float64';

describe('JSON that is no tensor is refused with line and column', () => {
  const cases: readonly [title: string, text: string, message: string][] = [
    ['empty', '', 'line 1, column 1: the file is empty (found 0 bytes)'],
    ['blank', ' \n ', 'line 2, column 2: the JSON is cut off (expected a number or [, found the end of the file)'],
    [
      'ragged, a row too short',
      '[[1, 2, 3],\n [4, 5, 6],\n [7, 8]]',
      'line 3, column 7: the arrays are ragged (expected 3 entries, as in the arrays before, found 2 entries)',
    ],
    [
      'ragged, a row too long',
      '[[1, 2],\n [4, 5, 6]]',
      'line 2, column 9: the arrays are ragged (expected 2 entries, as in the arrays before, found number 3)',
    ],
    [
      'ragged, an array too many',
      '[[[1]], [[2], [3]]]',
      'line 1, column 15: the arrays are ragged (expected 1 entry, as in the arrays before, found array 2)',
    ],
    [
      'ragged, an empty row',
      '[[], [1]]',
      'line 1, column 7: the arrays are ragged (expected 0 entries, as in the arrays before, found number 1)',
    ],
    ['numbers, then an array', '[1, [2]]', 'line 1, column 5: an array among numbers (expected a number, found [)'],
    ['arrays, then a number', '[[1], 2]', 'line 1, column 7: a number among arrays (expected [, found 2)'],
    ['empty arrays, then a number', '[[], 2]', 'line 1, column 6: a number among arrays (expected [, found 2)'],
    [
      'a number as a string',
      '[1,\n "2.5"]',
      `line 2, column 2: a number written as a string (expected ${number}, found "2.5")`,
    ],
    ['NaN as a string', '["NaN"]', `line 1, column 2: a number written as a string (expected ${number}, found "NaN")`],
    ['a word as a string', '["abc"]', `line 1, column 2: a string among numbers (expected ${number}, found "abc")`],
    ['null', '[1, null]', `line 1, column 5: null is not a number (expected ${number}, found null)`],
    ['true', '[true]', `line 1, column 2: true is not a number (expected ${number}, found true)`],
    ['an object in an array', '[{"a": 1}]', `line 1, column 2: an object among numbers (expected ${number}, found {)`],
    [
      '1e400',
      '[1,\n  1e400]',
      'line 2, column 3: the number does not fit in float64 (expected at most 1.7976931348623157e308, found 1e400)',
    ],
    [
      '200 levels',
      '['.repeat(200) + ']'.repeat(200),
      'line 1, column 65: the arrays are nested too deep (expected at most 64 levels, found another [)',
    ],
    [
      'cut off after a number',
      '[[1, 2], [3',
      'line 1, column 12: the JSON is cut off (expected , or ], found the end of the file)',
    ],
    [
      'cut off in a number',
      '[1, 3.',
      'line 1, column 7: the JSON is cut off (expected the rest of a number, found the end of the file)',
    ],
    [
      'cut off in a word',
      '[-Infi',
      'line 1, column 7: the JSON is cut off (expected the rest of a number, found the end of the file)',
    ],
    [
      'cut off after a line',
      '[1,\n2,\n',
      'line 3, column 1: the JSON is cut off (expected a number or [, found the end of the file)',
    ],
    ['cut off in a key', '{"sha', 'line 1, column 6: the JSON is cut off (expected ", found the end of the file)'],
    [
      'cut off in an object',
      '{"shape": [1]',
      'line 1, column 14: the JSON is cut off (expected , or }, found the end of the file)',
    ],
    ['a key twice', '{"shape": [1], "data": [1], "shape": [1]}', 'line 1, column 29: the object has "shape" twice'],
    [
      'a key of no tensor',
      '{"shape": [1], "steps": [1]}',
      `line 1, column 16: the object has a key that no tensor has (expected ${object}, found 'steps')`,
    ],
    ['no shape', '{"data": [1]}', `line 1, column 14: the object has no "shape" (expected ${object})`],
    ['no data', '{"shape": [1]}', `line 1, column 15: the object has no "data" (expected ${object})`],
    ['an empty object', '{}', `line 1, column 3: the object has no "shape" (expected ${object})`],
    [
      'too few numbers for the shape',
      '{"shape": [2, 2],\n "data": [1, 2, 3]}',
      'line 2, column 10: data does not match shape (expected 4 numbers for shape [2, 2], found 3 numbers)',
    ],
    [
      'other arrays than the shape',
      '{"shape": [2, 2],\n "data": [[1, 2, 3, 4]]}',
      'line 2, column 10: data does not match shape (expected 4 numbers for shape [2, 2], found arrays of shape [1, 4])',
    ],
    [
      'a negative size',
      '{"shape": [-1], "data": [1]}',
      'line 1, column 11: shape holds what is not a size (expected integers from 0, found -1)',
    ],
    [
      'half a size',
      '{"shape": [1.5], "data": [1]}',
      'line 1, column 11: shape holds what is not a size (expected integers from 0, found 1.5)',
    ],
    [
      'a shape that is no array',
      '{"shape": 1, "data": [1]}',
      'line 1, column 11: shape is not an array of sizes (expected an array of sizes, such as [64, 48, 14, 14])',
    ],
    [
      'a shape beyond counting',
      '{"shape": [9007199254740991, 2], "data": []}',
      'line 1, column 11: shape has more elements than can be counted (expected at most 2**53 - 1)',
    ],
    [
      'an unknown dtype',
      '{"shape": [1], "data": [1],\n "dtype": "float33"}',
      `line 2, column 11: dtype 'float33' is not known (expected ${dtypes})`,
    ],
    [
      'a dtype that is no string',
      '{"shape": [1], "data": [1], "dtype": 3}',
      'line 1, column 38: dtype is not a string (expected "float32" or another dtype, found 3)',
    ],
    [
      'a number beyond its dtype',
      '{"shape": [3], "data": [1,\n 300,\n 2], "dtype": "uint8"}',
      'line 2, column 2: the number does not fit in uint8 (expected an integer from 0 to 255, found 300)',
    ],
    [
      'a fraction in an integer dtype',
      '{"shape": [2], "data": [1, 1.5], "dtype": "int64"}',
      'line 1, column 28: the number does not fit in int64 (expected an integer from -9007199254740991 to 9007199254740991, found 1.5)',
    ],
    [
      'a number beyond float16',
      '{"shape": [1], "data": [65520], "dtype": "float16"}',
      'line 1, column 25: the number does not fit in float16 (expected NaN, ±Infinity, or a number of at most ±65504, found 65520)',
    ],
    [
      'a leading zero',
      '[01]',
      `line 1, column 2: this is not a number as JSON writes it (expected ${number}, found 01)`,
    ],
    ['a plus sign', '[+1]', `line 1, column 2: this is not a number as JSON writes it (expected ${number}, found +1)`],
    [
      'no digit after the point',
      '[1., 2]',
      `line 1, column 2: this is not a number as JSON writes it (expected ${number}, found 1.)`,
    ],
    [
      'underscores',
      '[1_000]',
      `line 1, column 2: this is not a number as JSON writes it (expected ${number}, found 1_000)`,
    ],
    ['a comma too many', '[1, ]', `line 1, column 5: a value is missing (expected ${number}, found ])`],
    ['a comma missing', '[1 2]', 'line 1, column 4: this does not belong here (expected , or ], found 2)'],
    [
      'two tensors',
      '[1]\n[2]',
      'line 2, column 1: there is more after the tensor (expected the end of the file, found [)',
    ],
    ['Latin-1', '[1, \xe9]', 'line 1, column 5: the text is not UTF-8 (expected UTF-8, found byte 0xe9)'],
    ['Latin-1 in a key', '{"\xe9": 1}', 'line 1, column 2: the text is not UTF-8 (expected UTF-8, found byte 0xe9)'],
    [
      'a number without end',
      `[${'1'.repeat(5000)}]`,
      `line 1, column 2: a number of more than 4096 characters (expected ${number}, found ${'1'.repeat(39)}…)`,
    ],
  ];
  it.each(cases)('%s', async (_title, text, message) => {
    expect((await refusalOf('acts.json', ascii(text))).message).toBe(`acts.json: ${message}`);
  });

  it('and counts columns in characters', async () => {
    const text = new TextEncoder().encode('{"data": [1], "données": 1}');
    expect((await refusalOf('acts.json', text)).place).toBe('line 1, column 15');
    const later = new TextEncoder().encode('{"shape": [1], "data": [1], "données"}');
    expect((await refusalOf('acts.json', later)).found).toBe("'données'");
  });

  it('and says what to do', async () => {
    const { advice, code } = await refusalOf('acts.json', '[null]');
    expect(advice).toBe('Write NaN where there is no number.');
    expect(code).toBeUndefined();
  });

  it('at a place that does not depend on chunks', async () => {
    const text = `${' '.repeat(2 ** 20 - 30)}\n[[1, 2],\n [30, "é", 4]]${' '.repeat(2 ** 20)}`;
    for (let cut = 0; cut < 40; cut++) {
      const bytes = new TextEncoder().encode(text.slice(cut));
      expect((await refusalOf('acts.json', bytes)).place).toBe('line 3, column 7');
    }
  });
});
