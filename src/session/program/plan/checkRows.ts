import { FormatError } from '../../../formats/index.js';

/**
 * @param label of the batch, for the error
 * @param axis that counts the samples
 * @throws FormatError where the shape does not have these samples
 */
export function checkRows(
  shape: readonly number[],
  label: string,
  { start, count }: { readonly start: number; readonly count: number },
  axis = 0,
): void {
  if (axis < shape.length && start + count <= shape[axis]) return;
  throw new FormatError({
    file: label,
    place: `axis ${axis}`,
    problem: `there are no samples ${start} to ${start + count - 1}`,
    expected: `at least ${start + count} samples`,
    found: `shape [${shape.join(', ')}]`,
  });
}
