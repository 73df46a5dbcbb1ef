import { EngineError, sameShape, show, type Tensor } from '../../engine/index.js';
import type { BatchAccess } from '../batches/index.js';
import { batchOf } from '../program/index.js';
import type { ComputedPass } from './passRecord.js';

/**
 * The upstream gradient that a pass's step names.
 * @param pass from 0, for messages
 * @param shape of the pass's output
 * @throws RangeError where it names none; FormatError where it cannot be read; EngineError where it is of another shape
 */
export async function givenGradient(
  { batch, gradOutput }: ComputedPass['plan'],
  pass: number,
  shape: readonly number[],
  access: BatchAccess,
): Promise<Tensor> {
  if (!gradOutput) {
    throw new RangeError(`Pass ${pass + 1} has no upstream gradient: name its file as "gradOutput" in the program`);
  }
  const file = batchOf(gradOutput.uri);
  const whole = await access.tensor(file);
  // The gradient of a whole file is there once for all of its mini-batches.
  const isOfWholeFile = batch.rows !== undefined && whole.shape[0] > shape[0];
  const dy = isOfWholeFile ? await access.tensor({ ...file, rows: batch.rows }) : whole;
  if (sameShape(dy.shape, shape)) return dy;
  throw new EngineError(
    `${file.label}: expected shape ${show(shape)} as the output of ${batch.label}, found ${show(dy.shape)}`,
  );
}
