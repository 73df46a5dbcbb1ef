import { FormatError } from '../formats/index.js';
import { batchOf, miniBatches } from './batchOf.js';
import { axisOfFile, cutTensor, wholeTensor, type TensorCut } from './cutTensor.js';
import type { PlanSources } from './planSources.js';
import type { StepOptions } from './program.js';
import type { PlannedPass } from './session.js';
import { tensorName } from './tensorUri.js';
import { virtualBatches } from './virtualBatches.js';

/** A pass but for its mode, and what belongs to it. */
export type CutPass = Omit<TensorCut, 'uri'> & Omit<PlannedPass, 'mode'>;

/**
 * The passes over one file: one, or one for each entry of its pass axis; each whole or in batches.
 * @throws FormatError where the file has no such axes, or cannot be read
 */
export async function passesOf(
  uri: string,
  step: StepOptions,
  batchAxis: number,
  sources: PlanSources,
): Promise<readonly CutPass[]> {
  const whole = wholeTensor(uri);
  if (step.passAxis === undefined) return batchesOf(whole, step, batchAxis, sources);
  const shape = await sources.shapeOf(uri);
  const axis = axisOfFile(step.passAxis, shape, uri, 'passAxis', 3);
  if (shape[axis] === 0) {
    const problem = `axis ${axis} has no entries, and each would be a pass`;
    throw new FormatError({ file: tensorName(uri), place: 'passAxis', problem, found: `shape [${shape.join(', ')}]` });
  }
  const passes: CutPass[] = [];
  for (let index = 0; index < shape[axis]; index++) {
    const cut = cutTensor(whole, shape, axis, { index }, sources);
    passes.push(...(await batchesOf(cut, step, batchAxis, sources)));
  }
  return passes;
}

async function batchesOf(
  cut: TensorCut,
  step: StepOptions,
  given: number,
  sources: PlanSources,
): Promise<readonly CutPass[]> {
  const { uri, partner } = cut;
  const { batchSize, rows, virtualBatchSize: virtualSize, ranks } = step;
  const isCounted = batchSize !== undefined || virtualSize !== undefined;
  if (!isCounted && rows === undefined) return [{ batch: batchOf(uri), partner }];
  if (!isCounted && given === 0) return [{ batch: batchOf(uri, rows), partner }];
  const shape = await sources.shapeOf(uri);
  const axis = axisOfFile(given, shape, uri, 'batchAxis');
  if (axis > 0) return batchesAlong(cut, shape, axis, step, sources);
  const batches =
    batchSize === undefined ? [batchOf(uri, rows)] : miniBatches(uri, batchSize, 0, samplesOf(uri, shape));
  if (virtualSize === undefined) return batches.map((batch) => ({ batch, partner }));
  return batches.flatMap((batch) =>
    virtualBatches(batch, batch.rows?.count ?? samplesOf(uri, shape), virtualSize, ranks).map((pass) => ({
      ...pass,
      partner,
    })),
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
  const batches =
    batchSize === undefined ? [[given, shape.with(axis, count)] as const] : pieces(whole, shape, batchSize);
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
