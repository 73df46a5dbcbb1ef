import { describe, expect, it } from 'vitest';
import { memorySource, openTensor, type TensorFile } from '../../../src/formats/index.js';
import { nextTurn } from '../../../src/worker/nextTurn.js';
import { headerBytes, numbered } from './numbered.js';

const chunk = 8 * 2 ** 20;

async function expectNumbered(file: TensorFile, first = 0, rows?: { start: number; count: number }) {
  const { values } = rows ? await file.readRows(rows.start, rows.count) : await file.read();
  let wrong = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== first + i) wrong++;
  expect(wrong).toBe(0);
  return values.length;
}

describe('a C-ordered file', () => {
  it('is read in chunks of at most 8 MB, each byte once', async () => {
    const { source, reads, count } = numbered([5, 1000, 1000], 'C');
    const file = await openTensor(source);
    reads.length = 0;
    expect(await expectNumbered(file)).toBe(count);
    expect(reads.map(({ length }) => length)).toEqual([chunk, chunk, 4 * count - 2 * chunk]);
  });

  it('is opened by its header alone, and gives rows by their bytes alone', async () => {
    const { source, reads } = numbered([500, 10, 100], 'C');
    const file = await openTensor(source);
    expect(reads).toEqual([{ offset: 0, length: 512 }]);
    reads.length = 0;
    expect(await expectNumbered(file, 7000, { start: 7, count: 2 })).toBe(2000);
    expect(reads).toEqual([{ offset: headerBytes + 28_000, length: 8000 }]);
  });
});

describe('a Fortran-ordered file', () => {
  it.each([
    { what: 'planes of a chunk together', shape: [30, 100, 900] },
    { what: 'planes that are larger than their share of a chunk', shape: [200, 301, 70] },
    { what: 'few large planes', shape: [700, 1000, 3] },
    { what: 'two axes', shape: [2000, 1100] },
    { what: 'long lines', shape: [20_000, 3, 50] },
    { what: 'axes of size one', shape: [1, 300, 1, 4, 2000, 1] },
    { what: 'four axes', shape: [16, 32, 56, 80] },
  ])('of $what is put into C order', async ({ shape }) => {
    const { source, reads, count } = numbered(shape, 'Fortran');
    const file = await openTensor(source);
    reads.length = 0;
    expect(await expectNumbered(file)).toBe(count);
    expect(Math.max(...reads.map(({ length }) => length))).toBeLessThanOrEqual(chunk);
    expect(reads.reduce((sum, { length }) => sum + length, 0)).toBe(4 * count);
  });

  it.each([
    { shape: [200, 301, 70], start: 30, count: 50 },
    { shape: [20_000, 3, 50], start: 100, count: 700 },
    { shape: [1, 300, 700], start: 0, count: 1 },
    { shape: [3_000_000, 2], start: 17, count: 2_500_000 },
  ])('of shape $shape gives rows', async ({ shape, start, count }) => {
    const { source } = numbered(shape, 'Fortran');
    const rowLength = shape.slice(1).reduce((product, size) => product * size, 1);
    const file = await openTensor(source);
    expect(await expectNumbered(file, start * rowLength, { start, count })).toBe(count * rowLength);
  });

  it('of long lines gives rows without reading the rest', async () => {
    const { source, reads } = numbered([20_000, 3, 50], 'Fortran');
    const file = await openTensor(source);
    reads.length = 0;
    await file.readRows(100, 700);
    expect(reads.reduce((sum, { length }) => sum + length, 0)).toBe(4 * 700 * 3 * 50);
  });
});

describe('progress and cancelling', () => {
  it.each(['C', 'Fortran'] as const)('of a file in %s order end at the size of the data', async (order) => {
    const { source, count } = numbered([300, 100, 100], order);
    const file = await openTensor(source);
    const seen: number[] = [];
    await file.read({ onProgress: (bytes) => seen.push(bytes) });
    expect(seen.at(-1)).toBe(4 * count);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(file.dataBytes).toBe(4 * count);
  });

  it.each(['C', 'Fortran'] as const)('stops between two chunks of a file in %s order', async (order) => {
    const { source, reads } = numbered([500, 100, 100], order);
    const file = await openTensor(source);
    reads.length = 0;
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const onProgress = () => controller.abort(reason);
    await expect(file.read({ signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(reads).toHaveLength(1);
    await expect(file.readBits({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('a source that never waits', () => {
  it('lets a cancelling message through', async () => {
    const text = new TextEncoder().encode(`[${'1.25, '.repeat(2_000_000)}1]`);
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => controller.abort(reason);
    port2.postMessage('cancel');
    let bytesRead = 0;
    const onProgress = (bytes: number) => (bytesRead = bytes);
    const options = { signal: controller.signal, breathe: nextTurn, onProgress };
    await expect(openTensor(memorySource('acts.json', text), options)).rejects.toBe(reason);
    expect(bytesRead).toBeLessThan(text.length);
    port1.close();
  });
});

describe('a source that ends before its size', () => {
  it('gives an error, and no tensor of zeros', async () => {
    const { source } = numbered([100], 'C');
    const file = await openTensor({
      ...source,
      read: (offset, length) => source.read(offset, Math.min(length, Math.max(0, 200 - offset))),
    });
    await expect(file.read()).rejects.toThrow(
      'acts.npy: byte 200: the file became shorter while it was read (expected 528 bytes, found 200 bytes)',
    );
  });
});
