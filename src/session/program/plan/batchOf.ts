import type { Batch } from './plannedPass.js';
import { hasRange } from '../../../formats/index.js';
import { tensorPlace } from '../paths/index.js';
import { tensorName } from '../tensorName.js';
import { partOfTensor } from './partOfTensor.js';

/**
 * A whole file, or some of its samples, labelled as Python would slice it.
 * @param batchAxis counted from 0
 */
export function batchOf(uri: string, rows?: readonly [start: number, count: number], batchAxis = 0): Batch {
  if (!rows) return { uri, label: tensorName(uri) };
  const [start, count] = rows;
  if (batchAxis > 0) return batchOf(partOfTensor(uri, batchAxis, { start, count }));
  return cutBatch(uri, tensorName(uri), start, count);
}

function cutBatch(uri: string, name: string, start: number, count: number): Batch {
  return { uri, label: `${name} [${start}:${start + count}]`, rows: { start, count } };
}

/** Several files as one batch, each with its own share of the samples. */
export function mergedBatch(uris: readonly string[]): Batch {
  const parts = uris.map((uri) => batchOf(uri));
  const names = parts.map(({ label }) => label);
  const label = names.length <= 3 ? names.join(' + ') : `${names[0]} and ${names.length - 1} more ranks`;
  return { uri: uris[0], label, parts };
}

/** Samples from `start` on in batches of `size`; the last one may be smaller. */
export function miniBatches(uri: string, size: number, start: number, count: number, batchAxis = 0): readonly Batch[] {
  const name = tensorName(uri);
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => {
    const [first, samples] = [start + index * size, Math.min(size, count - index * size)];
    return batchAxis > 0 ? batchOf(uri, [first, samples], batchAxis) : cutBatch(uri, name, first, samples);
  });
}

/** Whether a batch is less than its file, or more. */
export function isCut({ uri, rows, parts, recorded }: Batch): boolean {
  return recorded !== undefined || rows !== undefined || parts !== undefined || hasRange(tensorPlace(uri).slice);
}
