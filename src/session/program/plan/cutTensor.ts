import { FormatError, type Pick } from '../../../formats/index.js';
import { isRefusal } from '../isRefusal.js';
import type { PlanSources } from './planSources.js';
import { tensorName } from '../tensorName.js';
import { partOfTensor } from './partOfTensor.js';

/** Part of a tensor, and the same part of what belongs to it. */
export interface TensorCut {
  readonly uri: string;
  /** The same part of an expected output or a gradient of the whole; of one that has that part's shape, all of it. */
  readonly partner: (uri: string) => Promise<string>;
}

/** What has not been cut. */
export function wholeTensor(uri: string): TensorCut {
  return { uri, partner: (other) => Promise.resolve(other) };
}

/** One entry of an axis, or some entries of it, of what may have been cut before. */
export function cutTensor(
  { uri, partner }: TensorCut,
  shape: readonly number[],
  axis: number,
  pick: Pick,
  sources: PlanSources,
): TensorCut {
  return {
    uri: partOfTensor(uri, axis, pick),
    partner: async (other) => {
      const before = await partner(other);
      const theirs = await shapeOf(before, sources);
      const isOfWhole = theirs?.length === shape.length && theirs[axis] === shape[axis];
      return isOfWhole ? partOfTensor(before, axis, pick) : before;
    },
  };
}

/** A partner that cannot be read is its pass's own affair. */
async function shapeOf(uri: string, sources: PlanSources): Promise<readonly number[] | null> {
  try {
    return await sources.shapeOf(uri);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return null;
  }
}

/**
 * An axis of a file, counted from 0.
 * @param what `batchAxis`
 * @param least axes that the file must have for it
 * @throws FormatError where the file has no such axis
 */
export function axisOfFile(axis: number, shape: readonly number[], uri: string, what: string, least = 1): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (shape.length >= least && resolved >= 0 && resolved < shape.length) return resolved;
  throw new FormatError({
    file: tensorName(uri),
    place: `${what} ${axis}`,
    problem: shape.length < least ? 'the tensor has too few axes for it' : 'the tensor has no such axis',
    expected: shape.length < least ? `at least ${least} axes` : `an axis from 0 to ${shape.length - 1}`,
    found: `shape [${shape.join(', ')}]`,
  });
}
