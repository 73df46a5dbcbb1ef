import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockSource } from '../../../src/formats/blockSource.js';
import { memorySource } from '../../../src/formats/byteSource.js';

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 251);

test('blocks give the same bytes as the source, wherever they are read', async () => {
  const memory = memorySource('a.npz', bytes);
  const blocks = blockSource(memory);
  expect([blocks.name, blocks.size]).toEqual(['a.npz', bytes.length]);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length + 10), fc.nat(70_000), async (offset, length) => {
      const [ours, theirs] = [await blocks.read(offset, length), await memory.read(offset, length)];
      // Compared as a whole: value by value takes longer than all of the reading.
      expect(Buffer.compare(ours, theirs)).toBe(0);
    }),
  );
});

test('short reads near one another are one read', async () => {
  let reads = 0;
  const memory = memorySource('a.npz', bytes);
  const blocks = blockSource({ ...memory, read: (offset, length) => ((reads += 1), memory.read(offset, length)) });
  for (let at = 0; at < 30_000; at += 300) await blocks.read(at, 512);
  expect(reads).toBe(1);
});

test('a read that failed is tried again', async () => {
  let isBroken = true;
  const memory = memorySource('a.npz', bytes);
  const blocks = blockSource({
    ...memory,
    read: (offset, length) => (isBroken ? Promise.reject(new Error('no disk')) : memory.read(offset, length)),
  });
  await expect(blocks.read(0, 10)).rejects.toThrow('no disk');
  isBroken = false;
  expect(await blocks.read(0, 10)).toEqual(bytes.subarray(0, 10));
});

test('of a small file all is read at once when more than a block is wanted, and not for short reads', async () => {
  const reads: number[] = [];
  const memory = memorySource('a.npz', bytes);
  const source = {
    ...memory,
    read: (offset: number, length: number) => (reads.push(length), memory.read(offset, length)),
  };
  const blocks = blockSource(source);
  await blocks.read(0, 512);
  expect(reads).toEqual([2 ** 15]);
  for (const [offset, length] of [
    [10, 40_000],
    [50_000, 33_000],
    [99_000, 40],
  ] as const) {
    expect(Buffer.compare(await blocks.read(offset, length), await memory.read(offset, length))).toBe(0);
  }
  expect(reads).toEqual([2 ** 15, bytes.length]);
});

test('a small file of which all will be asked for is read once', async () => {
  const reads: number[] = [];
  const memory = memorySource('a.npz', bytes);
  const source = {
    ...memory,
    read: (offset: number, length: number) => (reads.push(length), memory.read(offset, length)),
  };
  const blocks = blockSource(source, true);
  for (const [offset, length] of [
    [0, 512],
    [99_000, 1000],
    [40_000, 50_000],
  ] as const) {
    expect(Buffer.compare(await blocks.read(offset, length), await memory.read(offset, length))).toBe(0);
  }
  expect(reads).toEqual([bytes.length]);
});

test('a long read of a large file goes into memory that is there, without a copy', async () => {
  const large = new Uint8Array(5 * 2 ** 20).map((_, i) => i % 251);
  const memory = memorySource('a.npz', large);
  let into = 0;
  const blocks = blockSource({
    ...memory,
    readInto: async (offset, target) => {
      into += 1;
      target.set(await memory.read(offset, target.byteLength));
      return target.byteLength;
    },
  });
  for (const [offset, length] of [
    [12_345, 100_000],
    [12_345, 100],
  ] as const) {
    const target = new Uint8Array(length);
    expect(await blocks.readInto?.(offset, target)).toBe(length);
    expect(Buffer.compare(target, large.subarray(offset, offset + length))).toBe(0);
  }
  expect(into).toBe(1);
});

test('a small file that is read once goes into memory that is lent, and nothing else does', async () => {
  const memory = memorySource('a.npz', bytes);
  const source = {
    ...memory,
    readInto: async (offset: number, target: Uint8Array) => {
      const read = await memory.read(offset, target.byteLength);
      target.set(read);
      return read.byteLength;
    },
  };
  const lent = new Uint8Array(bytes.length);
  const lend = (length: number) => lent.subarray(0, length);
  const blocks = blockSource(source, true, lend);
  expect((await blocks.read(99_990, 100)).buffer).toBe(lent.buffer);
  expect(Buffer.compare(await blocks.read(10, 50_000), bytes.subarray(10, 50_010))).toBe(0);
  lent.fill(7);
  expect(await blockSource(source, false, lend).read(10, 3)).toEqual(bytes.subarray(10, 13));
});
