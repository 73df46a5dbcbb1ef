import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memorySource, openTensor } from '../../../src/formats/index.js';
import { npyFile, npyHeader } from './npyFile.js';
import { refusalOf } from './refusalOf.js';
import { zipFile } from './zipFile.js';

interface Recorded {
  readonly npy: string;
  readonly part: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly string[];
}

const path = new URL('../../fixtures/formats/parts.json', import.meta.url);
const recorded = (JSON.parse(readFileSync(path, 'utf8')) as readonly Recorded[]).map(({ npy, values, ...rest }) => ({
  ...rest,
  bytes: Uint8Array.from(Buffer.from(npy, 'base64')),
  values: values.map(Number),
}));

describe('a part of complex, structured or raw items', () => {
  it.each(recorded)('$part of shape $shape is read as NumPy has it', async ({ bytes, part, shape, dtype, values }) => {
    const file = await openTensor(memorySource('acts.npy', bytes), { part });
    expect(file).toMatchObject({ shape, dtype });
    const tensor = await file.read();
    if (part === 'magnitude') {
      expect(tensor.values).toHaveLength(values.length);
      values.forEach((value, i) => expect(tensor.values[i] / value).toBeCloseTo(1, dtype === 'float32' ? 6 : 14));
    } else expect(Array.from(tensor.values)).toEqual(values);
    expect((await file.readBits()).length).toBe(file.dataBytes / (part === 'magnitude' ? 2 : 1));
    if (shape.length === 0 || shape[0] === 0) return;
    const row = await file.readRows(shape[0] - 1, 1);
    expect(row.values).toEqual(tensor.values.slice(tensor.values.length - row.values.length));
  });

  it('is read of a member of an archive, deflated or not', async () => {
    const { bytes, part, values } = recorded.find(({ shape }) => shape.length === 3 && shape[2] === 2) ?? recorded[0];
    for (const isDeflated of [false, true]) {
      const source = memorySource('x.npz', zipFile([{ name: 'z.npy', content: bytes, isDeflated }]));
      const file = await openTensor(source, { member: 'z', part });
      expect(Array.from((await file.read()).values)).toEqual(values);
    }
  });

  it('is read piece by piece of items larger than a chunk', async () => {
    const items = 3;
    const length = 5 * 2 ** 20;
    const bytes = npyFile(npyHeader(`[('p', '|V7'), ('v', '<i2', (${length},))]`, `(${items},)`), {
      dataBytes: items * (7 + 2 * length),
    });
    const dataAt = bytes.length - items * (7 + 2 * length);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < items; i++) {
      for (let j = 0; j < length; j += 1001) view.setInt16(dataAt + i * (7 + 2 * length) + 7 + 2 * j, i + 1, true);
    }
    const { values, shape } = await (await openTensor(memorySource('acts.npy', bytes), { part: 'v' })).read();
    expect(shape).toEqual([items, length]);
    let wrong = 0;
    values.forEach(
      (value, at) => (wrong += value === ((at % length) % 1001 === 0 ? 1 + Math.floor(at / length) : 0) ? 0 : 1),
    );
    expect(wrong).toBe(0);
  });

  it('that is not there is refused, naming those that are', async () => {
    const complex = npyFile(npyHeader("'<c8'", '(2,)'), { dataBytes: 16 });
    expect((await refusalOf('acts.npy', complex)).choices).toEqual(['real', 'imaginary', 'magnitude']);
    await expect(openTensor(memorySource('acts.npy', complex), { part: 'phase' })).rejects.toThrow(
      "acts.npy: header at byte 10: the array has no part 'phase' that can be read (expected one of 'real', 'imaginary', 'magnitude', found '<c8' at bytes 20 to 24)",
    );
    const plain = npyFile(npyHeader("'<f4'", '(2,)'), { dataBytes: 8 });
    await expect(openTensor(memorySource('acts.npy', plain), { part: 'real' })).rejects.toThrow(
      "the array has no part 'real' that can be read (expected no part to be named, found",
    );
  });

  it.each([
    ["[('a', '|O'), ('b', '<f4')]", undefined],
    ["[('a', '<f4'), ('b', '|S3'), ('c', '<c8')]", ['a']],
    ["[(('title', 'a'), '<f4'), ('', '|V4'), ('b', '>i2', 3)]", ['a', 'b']],
    ['[]', undefined],
    ["['<f4']", undefined],
  ])('%s offers %j', async (descr, choices) => {
    const refusal = await refusalOf('acts.npy', npyFile(npyHeader(descr, '(2,)'), { dataBytes: 64 }));
    expect(refusal.problem).toMatch(/^descr is a structured dtype with \d fields?$/);
    expect(refusal.choices).toEqual(choices);
  });
});
