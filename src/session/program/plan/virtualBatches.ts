import { miniBatches } from './batchOf.js';
import type { StepOptions } from '../program.js';
import type { Batch, PlannedPass } from './plannedPass.js';

/**
 * The passes of a batch that is cut into virtual ones. Without `ranks` each moves the running values in its turn, as the
 * mini-batches of a file do; merged they are one batch again, whose statistics are weighted by their counts; apart they
 * are ranks, of which the first moves the running values.
 * @param samples along the batch axis
 */
export function virtualBatches(
  batch: Batch,
  samples: number,
  size: number,
  ranks: StepOptions['ranks'],
  batchAxis = 0,
): readonly Pick<PlannedPass, 'batch' | 'keepsState'>[] {
  const parts = miniBatches(batch.uri, size, batch.rows?.start ?? 0, samples, batchAxis);
  if (ranks === 'merged') {
    if (parts.length < 2) return [{ batch }];
    return [{ batch: { ...batch, label: `${batch.label} in ${parts.length} virtual batches`, parts } }];
  }
  return parts.map((part, index) => ({
    batch: part,
    ...(ranks === 'apart' && index > 0 && { keepsState: true }),
  }));
}

/** What a step says of a batch that is merged from virtual ones; null for every other batch. */
export function mergedRows({ uri, parts }: Batch): Pick<StepOptions, 'virtualBatchSize' | 'ranks'> | null {
  const first = parts?.[0]?.rows;
  if (!first || !parts.every((part) => part.uri === uri)) return null;
  return { virtualBatchSize: first.count, ranks: 'merged' };
}
