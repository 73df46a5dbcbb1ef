import { FormatError } from '../../../formats/index.js';
import { batchOf, miniBatches } from './batchOf.js';
import { axisOfFile, cutTensor, wholeTensor, type TensorCut } from './cutTensor.js';
import type { PlanSources } from './planSources.js';
import { checkRows } from './checkRows.js';
import { checkPassCount, cutText, passesPerTensor } from './passLimit.js';
import type { StepOptions } from '../program.js';
import type { PlannedPass } from './plannedPass.js';
import { tensorName } from '../tensorName.js';
import { virtualBatches } from './virtualBatches.js';

/** A pass but for its mode, and what belongs to it. */
export type CutPass = Omit<TensorCut, 'uri'> & Omit<PlannedPass, 'mode'>;

/**
 * The passes over one file: one, or one for each entry of its pass axis; each whole or in batches.
 * @param before passes that the plan has already
 * @throws FormatError where the file has no such axes or samples, cannot be read, or comes to too many passes
 */
export async function passesOf(
  uri: string,
  step: StepOptions,
  batchAxis: number,
  sources: PlanSources,
  before = 0,
): Promise<readonly CutPass[]> {
  const whole = wholeTensor(uri);
  const { passAxis, rows } = step;
  if (passAxis === undefined && !isCounted(step)) {
    if (rows === undefined) return [{ batch: batchOf(uri), partner: whole.partner }];
    // What is wrong with these rows is this pass's own affair.
    if (batchAxis === 0) return [{ batch: batchOf(uri, rows), partner: whole.partner }];
  }
  const shape = await sources.shapeOf(uri);
  if (passAxis === undefined)
    return batchesOf(whole, shape, step, batchAxis, sources, { before, tensors: 1, file: tensorName(uri) });
  const axis = axisOfFile(passAxis, shape, uri, 'passAxis', 3);
  const tensors = shape[axis];
  if (tensors === 0) {
    const problem = `axis ${axis} has no entries, and each would be a pass`;
    throw new FormatError({ file: tensorName(uri), place: 'passAxis', problem, found: `shape [${shape.join(', ')}]` });
  }
  checkPassCount(tensors, before, tensorName(uri), cutText(step));
  const passes: CutPass[] = [];
  for (let index = 0; index < tensors; index++) {
    const cut = cutTensor(whole, shape, axis, { index }, sources);
    const own = batchesOf(cut, shape.toSpliced(axis, 1), step, batchAxis, sources, {
      before,
      tensors,
      file: tensorName(uri),
    });
    for (const pass of own) passes.push(pass);
  }
  return passes;
}

/** Whether the samples have to be counted to know the batches. */
function isCounted({ batchSize, virtualBatchSize }: StepOptions): boolean {
  return batchSize !== undefined || virtualBatchSize !== undefined;
}

/** @param share the passes before, and how many tensors of the file are cut as this one is */
function batchesOf(
  cut: TensorCut,
  shape: readonly number[],
  step: StepOptions,
  given: number,
  sources: PlanSources,
  share: { readonly before: number; readonly tensors: number; readonly file: string },
): readonly CutPass[] {
  const { uri, partner } = cut;
  const { batchSize, rows, virtualBatchSize: virtualSize, ranks } = step;
  if (!isCounted(step) && rows === undefined) return [{ batch: batchOf(uri), partner }];
  const axis = axisOfFile(given, shape, uri, 'batchAxis');
  const samples = samplesOf(uri, shape, axis);
  const [start, count] = rows ?? [0, samples];
  checkRows(shape, tensorName(uri), { start, count }, axis);
  checkPassCount(share.tensors * passesPerTensor(step, samples), share.before, share.file, cutText(step));
  if (axis > 0) return batchesAlong(cut, shape, axis, step, sources);
  const batches = batchSize === undefined ? [batchOf(uri, rows)] : miniBatches(uri, batchSize, start, count);
  if (virtualSize === undefined) return batches.map((batch) => ({ batch, partner }));
  return batches.flatMap((batch) =>
    virtualBatches(batch, batch.rows?.count ?? samples, virtualSize, ranks).map((pass) => ({ ...pass, partner })),
  );
}

/** The same along another axis than 0: each batch is a slice of the tensor, and so is what belongs to it. */
function batchesAlong(
  whole: TensorCut,
  shape: readonly number[],
  axis: number,
  { batchSize, rows, virtualBatchSize, ranks }: StepOptions,
  sources: PlanSources,
): readonly CutPass[] {
  if (virtualBatchSize !== undefined && ranks === 'merged') throw joinsAxis0(tensorName(whole.uri), axis);
  const pieces = (cut: TensorCut, from: readonly number[], size: number): readonly (readonly [TensorCut, number[]])[] =>
    spans(samplesOf(cut.uri, from, axis), size).map(({ start, count }) => [
      cutTensor(cut, from, axis, { start, count }, sources),
      from.with(axis, count),
    ]);
  const [start, count] = rows ?? [0, shape[axis]];
  const given = rows ? cutTensor(whole, shape, axis, { start, count }, sources) : whole;
  const left = shape.with(axis, count);
  const batches = batchSize === undefined ? [[given, left] as const] : pieces(given, left, batchSize);
  return batches.flatMap(([cut, own]) =>
    (virtualBatchSize === undefined ? [[cut, own] as const] : pieces(cut, own, virtualBatchSize)).map(
      ([one], index) => ({
        batch: batchOf(one.uri),
        partner: one.partner,
        ...(virtualBatchSize !== undefined && ranks === 'apart' && index > 0 && { keepsState: true as const }),
      }),
    ),
  );
}

function spans(count: number, size: number): readonly { readonly start: number; readonly count: number }[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => ({
    start: index * size,
    count: Math.min(size, count - index * size),
  }));
}

/** Ranks are joined along axis 0. */
export function joinsAxis0(file: string, axis: number): FormatError {
  const problem = 'ranks of one batch are joined along axis 0 and share no samples along another';
  return new FormatError({
    file,
    place: `batchAxis ${axis}`,
    problem,
    advice: 'Keep the ranks apart, or put the samples first.',
  });
}

function samplesOf(uri: string, shape: readonly number[], axis = 0): number {
  const samples = shape.at(axis) ?? 0;
  if (samples > 0) return samples;
  const problem = `there are no samples along axis ${axis} to cut into mini-batches`;
  throw new FormatError({ file: tensorName(uri), place: 'shape', problem });
}
