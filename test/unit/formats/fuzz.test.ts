import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError, memorySource, openTensor, type ByteSource } from '../../../src/formats/index.js';
import { readCorpus } from './corpus.js';
import { mutated, randomNumbers } from './mutation.js';

const utf8 = (text: string) => new TextEncoder().encode(text);

const jsonSeeds = [
  '[[1, 2.5, -3e2], [4, 5e-10, 0.123456789012345678]]',
  '{"shape": [2, 2], "data": [1, 2, 3, NaN], "dtype": "float16"}',
  '\ufeff{ "data": [[[1], [-Infinity]]], "shape": [1, 2, 1] }\r\n',
  '{"shape": [3], "dtype": "int64", "data": [-1, 9007199254740991, 0]}',
  '[[], []]',
  '-1.5E+3',
].map(utf8);

/** What a reader may do with any bytes: read them, whole and in parts alike, or refuse them. */
async function readOrRefuse(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<'read' | 'refused'> {
  let bytesRead = 0;
  const memory = memorySource(name, bytes);
  const source: ByteSource = {
    ...memory,
    read: async (offset, length) => {
      expect(offset).toBeGreaterThanOrEqual(0);
      const part = await memory.read(offset, length);
      bytesRead += part.byteLength;
      return part;
    },
  };
  try {
    const file = await openTensor(source);
    const { values, shape } = await file.read();
    const bits = await file.readBits();
    expect(values.length).toBe(shape.reduce((product, size) => product * size, 1));
    // A byte of the file can become a float64 at most; two bytes of JSON are a number at least, or one without brackets.
    expect(values.byteLength).toBeLessThanOrEqual(8 * bytes.length);
    expect(bits.byteLength).toBeLessThanOrEqual(values.byteLength);
    if (shape.length > 0 && shape[0] > 0) {
      const last = await file.readRows(shape[0] - 1, 1);
      expect(last.values).toEqual(values.slice(values.length - last.values.length));
    }
    return 'read';
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    expect(error.message.length).toBeLessThan(2000);
    // eslint-disable-next-line no-control-regex
    expect(error.message).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
    expect(error.refusal.bytes?.data.length ?? 0).toBeLessThanOrEqual(64);
    return 'refused';
  } finally {
    expect(bytesRead).toBeLessThanOrEqual(6 * bytes.length + 2048);
  }
}

describe('any bytes are read or refused', () => {
  it('where they are a real file with a few changes', async () => {
    const random = randomNumbers(20240229);
    const npySeeds = readCorpus()
      .filter((_, i) => i % 13 === 0)
      .map(({ bytes }) => bytes);
    const outcomes = { read: 0, refused: 0 };
    for (let run = 0; run < 30_000; run++) {
      const seeds = run % 2 === 0 ? npySeeds : jsonSeeds;
      const bytes = mutated(seeds[random(seeds.length)], random);
      const name = run % 2 === 0 ? 'fuzz.npy' : 'fuzz.json';
      try {
        outcomes[await readOrRefuse(name, bytes)]++;
      } catch (error) {
        throw new Error(`run ${run}, ${name}: ${Buffer.from(bytes).toString('base64')}`, { cause: error });
      }
    }
    // Neither is rare, or the changes would test nothing.
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(3000);
  });

  it('where they are random', async () => {
    const names = fc.constantFrom('fuzz.npy', 'fuzz.json', 'fuzz', 'fuzz.bin');
    const start = fc.constantFrom(
      '',
      '\x93NUMPY\x01\0',
      '\x93NUMPY\x02\0',
      'PK\x03\x04',
      '{"shape":[',
      '[',
      '\x80\x02',
    );
    await fc.assert(
      fc.asyncProperty(names, start, fc.uint8Array({ maxLength: 300 }), async (name, text, tail) => {
        const bytes = Uint8Array.from([...Array.from(text, (c) => c.charCodeAt(0)), ...tail]);
        await readOrRefuse(name, bytes);
      }),
      { numRuns: 3000, seed: 20240229 },
    );
  });

  it('where they are JSON of any kind, and then only tensors are read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 4 }), async (text) => {
        await readOrRefuse('fuzz.json', utf8(text));
      }),
      { numRuns: 2000, seed: 20240229 },
    );
  });
});
