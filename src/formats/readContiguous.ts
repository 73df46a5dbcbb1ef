import type { Decoded, Decoding } from './decoding.js';
import type { ElementType } from './elementType.js';
import { chunkBytes, type Reading } from './reading.js';
import { swapBytes } from './swapBytes.js';

/** Fills `target` with the elements from `offset` on, in the order in which they are stored. */
export async function readContiguous<T extends Decoded>(
  offset: number,
  { size }: ElementType,
  decoding: Decoding<T>,
  reading: Reading,
  target: T,
): Promise<void> {
  if (decoding.isInPlace) {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    await reading.fill(offset, bytes);
    if (decoding.swaps) swapBytes(bytes, size);
    return;
  }
  const count = target.length / decoding.lanes;
  const perChunk = Math.min(count, chunkBytes / size);
  const scratch = new Uint8Array(perChunk * size);
  for (let done = 0; done < count; done += perChunk) {
    const length = Math.min(perChunk, count - done);
    const piece = scratch.subarray(0, length * size);
    await reading.fill(offset + done * size, piece);
    if (decoding.swaps) swapBytes(piece, size);
    decoding.decode(scratch.buffer, 0, length, target, done * decoding.lanes);
  }
}
