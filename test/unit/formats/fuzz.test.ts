import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FormatError,
  memorySource,
  openArchive,
  openTensor,
  type ByteSource,
  type TensorFile,
} from '../../../src/formats/index.js';
import { readCorpus } from './corpus.js';
import { mutated, randomNumbers } from './mutation.js';
import { npyFile, npyHeader } from './npyFile.js';
import { zipFile } from './zipFile.js';

/** More of them, and others, from the environment. */
const runs = Number(process.env.FUZZ_RUNS ?? 5000);
const seed = Number(process.env.FUZZ_SEED ?? 20240229);
/** Some seconds by itself; others may be running. */
const timeout = Math.max(300_000, 60 * runs);

const utf8 = (text: string) => new TextEncoder().encode(text);

const jsonSeeds = [
  '[[1, 2.5, -3e2], [4, 5e-10, 0.123456789012345678]]',
  '{"shape": [2, 2], "data": [1, 2, 3, NaN], "dtype": "float16"}',
  '\ufeff{ "data": [[[1], [-Infinity]]], "shape": [1, 2, 1] }\r\n',
  '{"shape": [3], "dtype": "int64", "data": [-1, 9007199254740991, 0]}',
  '[[], []]',
  '-1.5E+3',
].map(utf8);

const archive = (file: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/formats/${file}`, import.meta.url)));
const array = (shape: string, dataBytes: number) => npyFile(npyHeader("'<f2'", shape, 'True'), { dataBytes });
const zipSeeds = [
  archive('deflated.npz'),
  zipFile([{ name: 'a.npy', content: array('(2, 3)', 12) }]),
  zipFile([{ name: 'a.npy', content: array('(2, 3)', 12), isDeflated: true }], true),
  zipFile([
    { name: 'b.npy', content: array('()', 2) },
    { name: 'c/d.npy', content: array('(0,)', 0) },
  ]),
];
const checkpoint = archive('checkpoint.safetensors');
const smallCheckpoint = utf8(
  '{"__metadata__":{"format":"pt"},"a":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]},"b":{"dtype":"BOOL","shape":[],"data_offsets":[8,9]}}',
);

/** A changed header behind its own length, so that it is the header that is read and not only its length. */
function changedCheckpoint(random: (below: number) => number): Uint8Array<ArrayBuffer> {
  if (random(4) === 0) return mutated(checkpoint, random);
  const header = mutated(smallCheckpoint, random);
  const bytes = new Uint8Array(8 + header.length + 9);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}

/** What a reader may do with any bytes: read them, whole and in parts alike, or refuse them. */
async function readOrRefuse(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<'read' | 'refused'> {
  const budget = { bytes: 6 * bytes.length + 2048 };
  const memory = memorySource(name, bytes);
  const source: ByteSource = {
    ...memory,
    read: async (offset, length) => {
      expect(offset).toBeGreaterThanOrEqual(0);
      const part = await memory.read(offset, length);
      budget.bytes -= part.byteLength;
      expect(budget.bytes).toBeGreaterThanOrEqual(0);
      return part;
    },
  };
  try {
    const members = await membersOf(source);
    if (!members) await readAll(await openTensor(source), bytes.length);
    // Of a deflated member, all that deflate can make of it.
    const ratio = name.endsWith('.npz') ? 1032 : 1;
    for (const member of members ?? []) {
      budget.bytes += 6 * bytes.length + 2048;
      await readAll(await openTensor(source, { member }), ratio * bytes.length);
    }
    return 'read';
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    expect(error.message.length).toBeLessThan(2000);
    // eslint-disable-next-line no-control-regex
    expect(error.message).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
    expect(error.refusal.bytes?.data.length ?? 0).toBeLessThanOrEqual(64);
    return 'refused';
  }
}

/** A few members of an archive; undefined where the bytes are none, refused or not. */
async function membersOf(source: ByteSource): Promise<readonly string[] | undefined> {
  const opened = await openArchive(source).catch((error: unknown) => {
    if (error instanceof FormatError) return undefined;
    throw error;
  });
  return opened?.members.slice(0, 5).map(({ name }) => name);
}

async function readAll(file: TensorFile, storedBytes: number): Promise<void> {
  const { values, shape } = await file.read();
  const bits = await file.readBits();
  expect(values.length).toBe(shape.reduce((product, size) => product * size, 1));
  // One byte becomes a float64 at most; in JSON a number without brackets may be one character.
  expect(values.byteLength).toBeLessThanOrEqual(8 * storedBytes);
  expect(bits.byteLength).toBeLessThanOrEqual(values.byteLength);
  if (shape.length === 0 || shape[0] === 0) return;
  const last = await file.readRows(shape[0] - 1, 1);
  expect(last.values).toEqual(values.slice(values.length - last.values.length));
}

describe('any bytes are read or refused', () => {
  const npySeeds = readCorpus()
    .filter((_, i) => i % 13 === 0)
    .map(({ bytes }) => bytes);
  const oneOf = (seeds: readonly Uint8Array[]) => (random: (below: number) => number) =>
    mutated(seeds[random(seeds.length)], random);
  it.each([
    { name: 'fuzz.npy', change: oneOf(npySeeds) },
    { name: 'fuzz.json', change: oneOf(jsonSeeds) },
    { name: 'fuzz.npz', change: oneOf(zipSeeds) },
    { name: 'fuzz.safetensors', change: changedCheckpoint },
  ])(
    'where they are a real file with a few changes: $name',
    async ({ name, change }) => {
      const random = randomNumbers(seed);
      const outcomes = { read: 0, refused: 0 };
      for (let run = 0; run < runs; run++) {
        const bytes = change(random);
        try {
          outcomes[await readOrRefuse(name, bytes)]++;
        } catch (error) {
          throw new Error(`run ${run}, ${name}: ${Buffer.from(bytes).toString('base64')}`, { cause: error });
        }
      }
      // Neither is rare, or the changes would test nothing.
      expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(runs / 50);
    },
    timeout,
  );

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
      { numRuns: 3000, seed },
    );
  });

  it('where they are JSON of any kind, and then only tensors are read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 4 }), async (text) => {
        await readOrRefuse('fuzz.json', utf8(text));
      }),
      { numRuns: 2000, seed },
    );
  });
});
