import type { Values } from '../engine/index.js';
import { boxPlan, copyLevels, extentOf, type Box, type Level } from './box.js';
import type { Decoding } from './decoding.js';
import { allocate, startReading } from './reading.js';
import { chunkLength, elementReader } from './storedChunks.js';
import type { Stored } from './stored.js';
import type { ReadOptions } from './tensorFile.js';

/** A gap of so many bytes is read through: another read would take longer. */
const worthSkipping = 2 ** 15;

/** Reads that are under way at a time: each waits for the disk, or at least for a thread of the system's. */
const mostAtOnce = 8;

/** Part of a tensor in C order; reads little more of the source than it must, and never holds more than a chunk of it. */
export async function readBox(
  stored: Stored,
  decoding: Decoding<Values>,
  box: Box,
  options?: ReadOptions,
): Promise<Values> {
  const { source, shape, element, order } = stored;
  const { first, levels, size } = boxPlan(source.name, shape, order, box);
  const target = allocate(source.name, size * decoding.size, () => decoding.allocate(size));
  if (size === 0) return target;
  const [outer, inner] = split(levels, worthSkipping / element.size);
  const extent = inner.length > 0 ? extentOf(inner[0]) : 1;
  const most = Math.min(extent, chunkLength(stored, decoding));
  const reading = startReading(source, options);
  const places = placesOf(outer);
  const readPlaces = async () => {
    const read = elementReader(stored, decoding, reading, most);
    for (const { at, targetAt } of places) {
      for (let from = 0; from < extent; from += most) {
        const values = await read(first + at + from, Math.min(most, extent - from));
        copyLevels(inner, values, from, target, targetAt);
      }
    }
  };
  // What is inflated is read from front to back.
  const atOnce = source.forward ? 1 : Math.min(mostAtOnce, Math.floor(chunkLength(stored, decoding) / most));
  await Promise.all(Array.from({ length: atOnce }, readPlaces));
  return target;
}

/** The loops over what is read one by one, and those over what is read together. */
function split(levels: readonly Level[], gap: number): readonly [outer: readonly Level[], inner: readonly Level[]] {
  const apart = levels.findLastIndex(({ stride, entryExtent }) => stride - entryExtent > gap);
  return [levels.slice(0, apart + 1), levels.slice(apart + 1)];
}

/** Where the loops lead, in order: offsets in the tensor, and in what is made of it. */
function* placesOf(
  levels: readonly Level[],
  at = 0,
  targetAt = 0,
): Generator<{ readonly at: number; readonly targetAt: number }, void> {
  if (levels.length === 0) {
    yield { at, targetAt };
    return;
  }
  const [{ count, stride, targetStride }, ...inner] = levels;
  for (let k = 0; k < count; k++) yield* placesOf(inner, at + k * stride, targetAt + k * targetStride);
}
