import {
  backward,
  elementCount,
  layoutOf,
  normalizeValues,
  outputShape,
  sameShape,
  show,
  type Layout,
  type LayerState,
  type Normalizer,
  type Values,
} from '../../engine/index.js';
import type { BatchAccess } from '../batches/index.js';
import { type Batch, batchOf, openValues } from '../program/index.js';
import {
  type ComputedPass,
  type Expected,
  layerForPass,
  partnerBatch,
  passNormalizer,
  type PassRecord,
} from '../records/index.js';

/** Something that is expected of a pass, and what was found in its place, some values at a time. */
export interface ExpectedTensor {
  readonly shape: readonly number[];
  readonly rtol: number;
  readonly atol: number;
  /** The group of a value by its place in C order, for what is told per channel. */
  readonly layout: Pick<Layout, 'groups' | 'inner' | 'channels' | 'groupsPerChannelStep'>;
  /** Rows `first` to `first + rows` of axis 0. */
  readonly read: (first: number, rows: number) => Promise<{ readonly found: Values; readonly expected: Values }>;
}

/** There is nothing to compare, and why. */
export class NothingExpectedError extends RangeError {}

/**
 * @param other normalizes the output in the place of what the pass has: another rule's
 * @throws NothingExpectedError where the pass expects nothing of this kind, or the shapes differ, saying which;
 * FormatError where a file is refused; EngineError where a value does not fit
 */
export async function expectedTensor(
  record: PassRecord,
  of: Expected,
  access: BatchAccess,
  other?: Normalizer,
): Promise<ExpectedTensor> {
  switch (of) {
    case 'output':
      return outputTensor(computed(record), access, other);
    case 'gradient':
      return gradientTensor(computed(record), access);
    case 'state':
      return stateTensor(record, access);
  }
}

function computed(record: PassRecord): ComputedPass {
  if (record.kind === 'computed') return record;
  throw new NothingExpectedError(`The pass was refused: ${record.error}`);
}

async function outputTensor(pass: ComputedPass, access: BatchAccess, other?: Normalizer): Promise<ExpectedTensor> {
  const { plan, layer } = pass;
  if (!plan.expect) throw new NothingExpectedError('No output is expected of this pass');
  const normalizer = other ?? passNormalizer(pass);
  const shape = outputShape(pass.shape, normalizer.linear);
  const partner = await partnerOf(plan.expect.uri, pass, access);
  await assertShape('output', shape, partner, access);
  const layout = layoutOf(pass.shape, layer);
  const row = elementCount(pass.shape.slice(1));
  return {
    ...plan.expect,
    shape,
    layout: normalizer.linear ? ofRows(normalizer.linear.out) : layout,
    read: async (first, rows) => {
      const x = await rowsOf(plan.batch, pass.shape, first, rows, access);
      const found = normalizeValues(x, layout, normalizer, { offset: first * row });
      return { found, expected: await rowsOf(partner, shape, first, rows, access) };
    },
  };
}

async function gradientTensor(pass: ComputedPass, access: BatchAccess): Promise<ExpectedTensor> {
  const { plan, layer, before, shape, moments } = pass;
  if (!plan.expectGrad) throw new NothingExpectedError('No gradient is expected of this pass');
  if (!plan.gradOutput) {
    throw new NothingExpectedError('There is no upstream gradient: name its file as "gradOutput" of the step');
  }
  const partner = await partnerOf(plan.expectGrad.uri, pass, access);
  await assertShape('gradient', shape, partner, access);
  const [x, dy] = [
    await access.tensor(plan.batch),
    await access.tensor(await partnerOf(plan.gradOutput.uri, pass, access)),
  ];
  const { dx } = backward(x, dy, before, layerForPass(layer, plan), plan.mode, { moments });
  const row = elementCount(shape.slice(1));
  return {
    ...plan.expectGrad,
    shape,
    layout: layoutOf(shape, layer),
    read: async (first, rows) => ({
      found: dx.values.subarray(first * row, (first + rows) * row),
      expected: await rowsOf(partner, shape, first, rows, access),
    }),
  };
}

const quantities = ['runningMean', 'runningVar'] as const;

/** [quantities, groups]: the running values, one under the other. */
async function stateTensor(
  { plan, layer, after, shape, before }: PassRecord,
  access: BatchAccess,
): Promise<ExpectedTensor> {
  const { stateAfter } = plan;
  if (!stateAfter) throw new NothingExpectedError('No running values are expected after this pass');
  const open = async (uri: string) => ({
    shape: (await access.header(batchOf(uri))).shape,
    values: async () => (await access.tensor(batchOf(uri))).values,
  });
  const groups = (after.runningMean ?? before.runningMean)?.length ?? 0;
  const ofBatch = shape ?? [1, groups];
  const given = await (await openValues(stateAfter.values, layer, ofBatch, '', open, 'stateAfter')).load();
  const names = quantities.filter((name) => given[name] !== undefined && after[name] !== null);
  if (names.length === 0) throw new NothingExpectedError('The layer keeps no such running values');
  const rows = (from: Partial<Pick<LayerState, (typeof quantities)[number]>>) =>
    Float64Array.from(names.flatMap((name) => [...(from[name] ?? [])]));
  const [found, expected] = [rows(after), rows(given)];
  return {
    ...stateAfter,
    shape: [names.length, groups],
    layout: ofRows(groups),
    read: (first, count) =>
      Promise.resolve({
        found: found.subarray(first * groups, (first + count) * groups),
        expected: expected.subarray(first * groups, (first + count) * groups),
      }),
  };
}

/** Channels on the last axis. */
function ofRows(channels: number): ExpectedTensor['layout'] {
  return { groups: channels, inner: 1, channels, groupsPerChannelStep: 1 };
}

function partnerOf(uri: string, { plan, shape }: ComputedPass, access: BatchAccess): Promise<Batch> {
  return partnerBatch(uri, plan.batch, shape[0], (batch) => access.header(batch));
}

async function assertShape(what: string, shape: readonly number[], partner: Batch, access: BatchAccess): Promise<void> {
  const { shape: theirs } = await access.header(partner);
  if (sameShape(shape, theirs)) return;
  throw new NothingExpectedError(
    `${partner.label}: expected shape ${show(shape)} as the ${what} has, found ${show(theirs)}`,
  );
}

async function rowsOf(
  batch: Batch,
  shape: readonly number[],
  first: number,
  rows: number,
  access: BatchAccess,
): Promise<Values> {
  const count = [rows, ...shape.slice(1)];
  const [values] = await access.boxes(batch, [{ start: count.map((_, axis) => (axis === 0 ? first : 0)), count }]);
  return values;
}
