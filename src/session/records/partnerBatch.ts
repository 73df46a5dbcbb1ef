import { type Batch, batchOf } from '../program/index.js';

/**
 * What belongs to a batch, such as its expected output: a tensor of its own, or its share of that of the whole file.
 * @param samples entries of the batch along axis 0
 * @throws FormatError where the file is refused
 */
export async function partnerBatch(
  uri: string,
  { rows }: Batch,
  samples: number,
  header: (batch: Batch) => Promise<{ readonly shape: readonly number[] }>,
): Promise<Batch> {
  const whole = batchOf(uri);
  if (rows === undefined) return whole;
  const { shape } = await header(whole);
  return shape[0] > samples ? { ...whole, rows } : whole;
}
