import { backward, isTracking, type LayerState, outputShape, sameShape, show } from '../../engine/index.js';
import { FormatError, type Chunk } from '../../formats/index.js';
import type { BatchStore, StoreOptions } from '../batches/index.js';
import { type Batch, isRefusal, openValues, type PlannedPass } from '../program/index.js';
import {
  channelFit,
  compareOutput,
  compareValues,
  type Comparison,
  type ComputedPass,
  layerForPass,
  partnerBatch,
  type PassRecord,
} from '../records/index.js';
import { openFrom } from './startOfPass.js';

/**
 * Everything that is expected of a pass, compared; what could not be compared says why.
 * @param shape of a batch of the session, for what is expected of the state
 * @throws the signal's reason
 */
export async function compareExpected(
  record: PassRecord,
  shape: readonly number[],
  store: BatchStore,
  options?: StoreOptions,
): Promise<PassRecord> {
  const { expect, expectGrad, stateAfter } = record.plan;
  const computed = record.kind === 'computed' ? record : null;
  const compared = {
    ...(computed && expect && { expect: await orProblem(() => output(computed, expect, store, options)) }),
    ...(computed &&
      expectGrad && { expectGrad: await orProblem(() => gradient(computed, expectGrad, store, options)) }),
    ...(stateAfter && { stateAfter: await orProblem(() => state(record, stateAfter, shape, store, options)) }),
  };
  return Object.keys(compared).length === 0 ? record : { ...record, ...compared };
}

async function orProblem(work: () => Promise<Comparison>): Promise<Comparison> {
  try {
    return await work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { ...unlike(error.message), ...(error instanceof FormatError && { isUnreadable: true as const }) };
  }
}

function unlike(problem: string): Comparison {
  return { passed: false, maxAbsError: NaN, problem };
}

async function output(
  pass: ComputedPass,
  expect: NonNullable<PlannedPass['expect']>,
  store: BatchStore,
  options?: StoreOptions,
): Promise<Comparison> {
  const wanted = await partOf(expect.uri, pass, store, options);
  const compared = await compareOutput(pass, wanted, expect, store, options);
  if (compared.passed || compared.problem !== undefined) return compared;
  const inOtherMode = await outputInOtherMode(pass, wanted, expect, store, options);
  const fit = compared.off && (await channelFit(pass, wanted, store, options));
  return { ...compared, ...(inOtherMode && { inOtherMode }), ...(fit && { fit }) };
}

/** What the mode that was not meant would give; null where it gives nothing else, or refuses. */
async function outputInOtherMode(
  pass: ComputedPass,
  wanted: Batch,
  expect: NonNullable<PlannedPass['expect']>,
  store: BatchStore,
  options?: StoreOptions,
): Promise<Comparison['inOtherMode'] | null> {
  const { plan, layer, before } = pass;
  if (!before.runningMean || !isTracking(layer) || layer.convention.updates === 'never') return null;
  const other: ComputedPass = { ...pass, plan: { ...plan, mode: plan.mode === 'train' ? 'eval' : 'train' } };
  try {
    const { passed, maxAbsError } = await compareOutput(other, wanted, expect, store, options);
    return { passed, maxAbsError };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return null;
  }
}

function partOf(uri: string, pass: ComputedPass, store: BatchStore, options?: StoreOptions): Promise<Batch> {
  return partnerBatch(uri, pass.plan.batch, pass.shape[0], (batch) => store.header(batch, options));
}

async function gradient(
  pass: ComputedPass,
  expectGrad: NonNullable<PlannedPass['expectGrad']>,
  store: BatchStore,
  options?: StoreOptions,
): Promise<Comparison> {
  const { layer, plan, before } = pass;
  if (!plan.gradOutput) return unlike('there is no upstream gradient: name its file as "gradOutput" of the step');
  const wanted = await partOf(expectGrad.uri, pass, store, options);
  const { shape } = await store.header(wanted, options);
  if (!sameShape(pass.shape, shape)) {
    return unlike(`the gradient has shape ${show(pass.shape)}, expected is ${show(shape)}`);
  }
  const dy = await store.tensor(await partOf(plan.gradOutput.uri, pass, store, options), options);
  const wantedOfOutput = outputShape(pass.shape, before.linear);
  if (!sameShape(dy.shape, wantedOfOutput)) {
    return unlike(`the upstream gradient has shape ${show(dy.shape)}, the output ${show(wantedOfOutput)}`);
  }
  const x = await store.tensor(plan.batch, options);
  const { dx } = backward(x, dy, before, layerForPass(layer, plan), plan.mode);
  return store.withPieces(wanted, { ...options, order: 'C', multipleOf: 1 }, (pieces) =>
    compareValues(onePieceOf(dx.values), pieces, expectGrad),
  );
}

/** Running values after a pass, one under the other in the order of their names. */
async function state(
  { layer, after }: PassRecord,
  { values, ...tolerance }: NonNullable<PlannedPass['stateAfter']>,
  shape: readonly number[],
  store: BatchStore,
  options?: StoreOptions,
): Promise<Comparison> {
  const expected = await (await openValues(values, layer, shape, '', openFrom(store, options), 'stateAfter')).load();
  const names = Object.keys(values) as (keyof typeof values)[];
  const missing = names.find((name) => expected[name] === undefined || after[name] === null);
  if (missing) return unlike(`${missing}: the layer keeps no running values`);
  const [ours, theirs] = [valuesOf(after, names), valuesOf(expected, names)];
  const compared = await compareValues(onePieceOf(ours), onePieceOf(theirs), tolerance);
  const { runningMean, runningVar } = expected;
  return { ...compared, ...(runningMean && runningVar && { running: { runningMean, runningVar } }) };
}

function valuesOf(
  from: Partial<Pick<LayerState, 'runningMean' | 'runningVar' | 'numBatchesTracked'>>,
  names: readonly ('runningMean' | 'runningVar' | 'numBatchesTracked')[],
): Float64Array {
  const numbers = names.map((name) => from[name] ?? []).map((one) => (typeof one === 'number' ? [one] : [...one]));
  return Float64Array.from(numbers.flat());
}

async function* onePieceOf(values: Chunk['values']): AsyncGenerator<Chunk, void> {
  yield await Promise.resolve({ values, offset: 0 });
}
