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
