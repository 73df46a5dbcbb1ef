import { describe, expect, it } from 'vitest';
import { memorySource, openArchive, openTensor, printable, quoted } from '../../../src/formats/index.js';
import { npyFile, npyHeader } from './npyFile.js';
import { safetensorsFile } from './safetensorsFile.js';

describe('text from a file', () => {
  it.each([
    ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['a terminal’s escapes', '\x1b[31mred\x07', '\\x1b[31mred\\x07'],
    ['line ends', 'a\r\nb\u2028c\u0085d', 'a\\x0d\\x0ab\\u2028c\\x85d'],
    ['text turned around', 'gnp.\u202eexe\u202c \u2066x\u2069 \u061c', 'gnp.\\u202eexe\\u202c \\u2066x\\u2069 \\u061c'],
    ['what is not seen', 'a\u200bb\u00adc\ufeffd\u2060', 'a\\u200bb\\xadc\\ufeffd\\u2060'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
    ['letters of any script', 'schöner 名前 שלום 😀', 'schöner 名前 שלום 😀'],
  ])('is shown as it is, or as an escape: %s', (_what, text, shown) => {
    expect(printable(text)).toBe(shown);
    expect(quoted(text)).toBe(`'${shown}'`);
  });

  it('is cut where it is long', () => {
    expect(printable('a'.repeat(100))).toBe(`${'a'.repeat(79)}…`);
    expect(printable('\x00'.repeat(100), 10)).toBe(`${'\\x00'.repeat(9)}…`);
  });

  it('ends no string of Python early', () => {
    expect(quoted("it's")).toBe('"it\'s"');
    expect(quoted(`'"\\`)).toBe(`'\\'"\\\\'`);
  });
});

describe('what is said of a file by its name', () => {
  const name = 'a\u202e\x1b\n<b>';
  it('in warnings, advice and errors is text that can be seen', async () => {
    const npy = npyFile(npyHeader("'<f4'", '(2,)'), { dataBytes: 11 });
    const { warnings } = await openTensor(memorySource(`${name}.npy`, npy));
    expect(warnings[0]).toMatch(/^a\\u202e\\x1b\\x0a<b>\.npy: data at byte 128: 3 bytes after the data/);
    const checkpoint = safetensorsFile({ [name]: { dtype: 'X', shape: [], data_offsets: [0, 0] } }, 3);
    const archive = await openArchive(memorySource(`${name}.safetensors`, checkpoint));
    expect(archive.warnings[0]).toMatch(/^a\\u202e\\x1b\\x0a<b>\.safetensors: /);
    await expect(archive.open(name)).rejects.toMatchObject({
      message: expect.stringMatching(/^a\\u202e\\x1b\\x0a<b>\.safetensors\/a\\u202e\\x1b\\x0a<b>: /) as string,
      refusal: { code: expect.stringContaining("load_file('a\\u202e\\x1b\\x0a<b>.safetensors')") as string },
    });
  });
});
