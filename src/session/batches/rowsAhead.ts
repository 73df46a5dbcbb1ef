import { elementCount } from '../../engine/index.js';
import type { Rows } from '../../formats/index.js';
import type { BatchHeader } from './batchHeader.js';

/** Bytes of values that are read together: a file that is opened for a few KB takes longer to open than to read. */
const READ_TOGETHER = 2 ** 20;
/** The same of a file that is unpacked from its beginning each time. */
const UNPACKED_TOGETHER = 16 * 2 ** 20;
/** Of fewer batches the one read saves little. */
const LEAST_BATCHES = 4;

/**
 * The rows that are read where these few are asked for, so that the mini-batches beside them need no reading of their
 * own: always the same ones, whichever batch comes first. Null where a batch is large enough to be read by itself, or lies
 * across two such pieces.
 * @param header of the whole file
 * @param mostBytes that may be held
 */
export function rowsAhead(
  { shape, widened, isSeekable }: Pick<BatchHeader, 'shape' | 'widened' | 'isSeekable'>,
  { start, count }: Rows,
  mostBytes: number,
): Rows | null {
  const rowBytes = elementCount(shape.slice(1)) * (widened === 'float32' ? 4 : 8);
  const together = Math.min(mostBytes, isSeekable ? READ_TOGETHER : UNPACKED_TOGETHER);
  const size = Math.floor(together / rowBytes);
  if (count * LEAST_BATCHES > size) return null;
  const first = Math.floor(start / size) * size;
  const end = Math.min(first + size, shape[0]);
  return start + count <= end ? { start: first, count: end - first } : null;
}
