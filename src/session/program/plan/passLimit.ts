import { EngineError } from '../../../engine/index.js';
import { FormatError } from '../../../formats/index.js';
import type { StepOptions } from '../program.js';

/**
 * A pass takes some 8 KB, however little its batch has: at so many, 2 GB. More than anybody steps through, or than 100,000
 * mini-batches of one file, are a mistake, or there to harm.
 */
export const mostPasses = 250_000;

/** Every pass keeps a dozen numbers of each channel: together no more than a few GB. */
const mostStatistics = 2 ** 25;

/**
 * How many passes, or parts of merged ones, a step makes of one tensor along the batch axis.
 * @param samples on that axis
 */
export function passesPerTensor({ rows, batchSize, virtualBatchSize }: StepOptions, samples: number): number {
  const perBatch = (size: number) => (virtualBatchSize === undefined ? 1 : Math.ceil(size / virtualBatchSize));
  const all = rows?.[1] ?? samples;
  if (batchSize === undefined) return perBatch(all);
  const rest = all % batchSize;
  return Math.floor(all / batchSize) * perBatch(batchSize) + (rest > 0 ? perBatch(rest) : 0);
}

/** What makes several passes of a tensor, as a place in an error: the finest of it. */
export function cutText(step: StepOptions): string {
  const finest = (['virtualBatchSize', 'batchSize', 'passAxis'] as const).find((name) => step[name] !== undefined);
  return finest === undefined ? 'rows' : `${finest} ${step[finest] ?? ''}`;
}

/**
 * @param before passes that are planned already
 * @throws FormatError where it comes to more passes than a program may have
 */
export function checkPassCount(count: number, before: number, file: string, place: string): void {
  if (before + count <= mostPasses) return;
  throw new FormatError({
    file,
    place,
    problem: 'with it the program has too many passes',
    expected: `at most ${mostPasses} in all`,
    found: `${before + count}`,
    advice: 'Take larger batches, or run the file in several programs.',
  });
}

/**
 * @param channels of each pass, or whatever has statistics of its own
 * @throws EngineError where what is kept of all passes would be more than a machine has memory for
 */
export function checkSessionSize(passes: number, channels: number): void {
  if (passes * channels <= mostStatistics) return;
  const most = Math.floor(mostStatistics / channels);
  throw new EngineError(
    `The program has ${passes} passes: expected at most ${most} of a batch with statistics for ${channels} channels`,
  );
}
