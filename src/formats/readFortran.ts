import type { Decoded, Decoding } from './decoding.js';
import { chunkBytes, type Reading } from './reading.js';
import { scatterPlanes } from './scatterPlanes.js';
import type { Rows } from './rows.js';
import type { Stored } from './stored.js';
import { swapBytes } from './swapBytes.js';

/** Elements written side by side: at least 64 bytes, one line of the cache, whatever their size. */
const runLength = 64;
/** From this many bytes on, a line of axis 0 is worth a read of its own, which skips what is not asked for. */
const worthSkipping = 2 ** 15;

/**
 * Fills `target` in C order with rows of axis 0 of a tensor that is stored in Fortran order.
 *
 * Seen from the file the last axis is the slowest. One index of it is a plane: contiguous in the file, but in the
 * target its elements lie far apart. Elements of neighbouring planes are neighbours in the target, though, so up to
 * `runLength` planes are read side by side, and each element is written together with its neighbours.
 */
export async function readFortran<T extends Decoded>(
  { offset, shape, element: { size } }: Stored,
  rows: Rows,
  decoding: Decoding<T>,
  reading: Reading,
  target: T,
): Promise<void> {
  // Axes of size 1 do not move anything; without the first of size 1 all of the next one is asked for.
  const axes = shape.filter((length) => length > 1);
  const { start, count } = shape[0] > 1 ? rows : { start: 0, count: axes[0] };
  const planes = axes[axes.length - 1];
  const plane = axes.slice(0, -1);
  const planeLength = plane.reduce((product, length) => product * length, 1);

  const chunk = chunkBytes / Math.max(size, decoding.size);
  const isAdjacent = planeLength * Math.min(planes, runLength) <= chunk;
  const planesAtOnce = Math.min(planes, isAdjacent ? Math.floor(chunk / planeLength) : runLength);
  const pieceLength = isAdjacent ? planeLength : Math.floor(chunk / planesAtOnce) - 64;
  // Planes a power of two apart would fall into the same few lines of the cache.
  const stride = isAdjacent ? planeLength : pieceLength + 64 / size;

  const scratch = new Uint8Array(planesAtOnce * stride * size);
  const tile = decoding.isInPlace ? decoding.view(scratch.buffer) : decoding.allocate(planesAtOnce * stride);
  const scatter = scatterPlanes(plane, planes, { start, count }, decoding.lanes);

  for (let first = 0; first < planes; first += planesAtOnce) {
    const side = Math.min(planesAtOnce, planes - first);
    for (const { from, to } of pieces(plane[0], planeLength, pieceLength, { start, count }, size)) {
      if (isAdjacent && to - from === planeLength) {
        await reading.fill(offset + first * planeLength * size, scratch.subarray(0, side * planeLength * size));
      } else {
        for (let i = 0; i < side; i++) {
          const place = offset + ((first + i) * planeLength + from) * size;
          await reading.fill(place, scratch.subarray(i * stride * size, (i * stride + to - from) * size));
        }
      }
      if (decoding.swaps) swapBytes(scratch, size);
      if (!decoding.isInPlace) decoding.decode(scratch.buffer, 0, planesAtOnce * stride, tile, 0);
      scatter({ tile, stride, from, to, side }, target, first);
    }
  }
}

/** The parts of a plane to read, as ranges of its elements. */
function* pieces(
  lineLength: number,
  planeLength: number,
  pieceLength: number,
  { start, count }: Rows,
  size: number,
): Generator<{ readonly from: number; readonly to: number }> {
  const skips = count < lineLength && lineLength * size >= worthSkipping;
  for (let line = 0; line < (skips ? planeLength / lineLength : 1); line++) {
    const end = skips ? line * lineLength + start + count : planeLength;
    for (let from = skips ? line * lineLength + start : 0; from < end; from += pieceLength) {
      yield { from, to: Math.min(from + pieceLength, end) };
    }
  }
}
