import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memorySource, openTensor } from '../../../src/formats/index.js';
import { readCorpus } from './corpus.js';

const corpus = readCorpus();
const open = (bytes: Uint8Array<ArrayBuffer>) => openTensor(memorySource('corpus.npy', bytes));

describe('what NumPy writes', () => {
  it('is 2,394 files of twelve dtypes', () => {
    expect(corpus).toHaveLength(2394);
    expect(new Set(corpus.map(({ dtype }) => dtype)).size).toBe(12);
  });

  it('is read with its shape, its dtype and every bit', async () => {
    const wrong: string[] = [];
    for (const { title, bytes, shape, dtype, sha256 } of corpus) {
      const before = bytes.slice();
      const file = await open(bytes);
      const hash = createHash('sha256')
        .update(await file.readBits())
        .digest('hex');
      const isRight = hash === sha256 && file.dtype === dtype && file.shape.join() === shape.join();
      if (!isRight || file.warnings.length > 0) wrong.push(title);
      if (Buffer.compare(bytes, before) !== 0) wrong.push(`${title}: the source was written to`);
    }
    expect(wrong).toEqual([]);
  });

  it('is read with the values that NumPy has', async () => {
    const wrong: string[] = [];
    for (const { title, bytes, values } of corpus) {
      if (!values) continue;
      const tensor = await (await open(bytes)).read();
      const isRight = tensor.values.length === values.length && tensor.values.every((v, i) => Object.is(v, values[i]));
      if (!isRight) wrong.push(title);
    }
    expect(wrong).toEqual([]);
  });

  it('is widened to float32 where it is float16 or float32, otherwise to float64', async () => {
    for (const { bytes, dtype } of corpus) {
      const { values } = await (await open(bytes)).read();
      const Wide = dtype === 'float16' || dtype === 'float32' ? Float32Array : Float64Array;
      expect(values).toBeInstanceOf(Wide);
    }
  });

  it('gives the same rows as the whole has', async () => {
    const wrong: string[] = [];
    for (const { title, bytes, shape } of corpus) {
      if (shape.length === 0) continue;
      const file = await open(bytes);
      const whole = await file.read();
      const rowLength = shape.slice(1).reduce((product, size) => product * size, 1);
      for (let start = 0; start <= shape[0]; start++) {
        for (let count = 0; start + count <= shape[0]; count++) {
          const rows = await file.readRows(start, count);
          const expected = whole.values.subarray(start * rowLength, (start + count) * rowLength);
          const isRight =
            rows.values.length === expected.length && rows.values.every((v, i) => Object.is(v, expected[i]));
          if (!isRight || rows.shape.join() !== [count, ...shape.slice(1)].join()) {
            wrong.push(`${title}, rows ${start} to ${start + count}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
