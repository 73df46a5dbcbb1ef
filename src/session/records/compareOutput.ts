import {
  layoutOf,
  normalizeValues,
  outputShape,
  sameShape,
  show,
  storedLayout,
  type Tensor,
} from '../../engine/index.js';
import { interruptionOf, type Chunk, type ReadOptions } from '../../formats/index.js';
import type { BatchStore } from '../batches/index.js';
import type { Batch, PlannedPass } from '../program/index.js';
import type { Comparison, ComputedPass } from './passRecord.js';
import { passNormalizer } from './passNormalizer.js';

type Tolerance = Pick<NonNullable<PlannedPass['expect']>, 'rtol' | 'atol'>;

/** y of a pass, from its batch: float32 where x is held in float32, otherwise float64. */
export function outputOf(pass: ComputedPass, x: Tensor): Tensor {
  const normalizer = passNormalizer(pass);
  const values = normalizeValues(x.values, layoutOf(x.shape, pass.layer), normalizer);
  const dtype = values instanceof Float32Array ? 'float32' : 'float64';
  return { shape: outputShape(x.shape, normalizer.linear), dtype, values };
}

/** Values of an output and the expected ones as they come, in one order. */
type Pieces = AsyncIterator<Chunk, unknown>;

/**
 * As numpy.allclose compares by default: |actual − expected| ≤ atol + rtol · |expected| everywhere, NaN equal to
 * nothing (not to NaN either), an infinity equal to the same infinity.
 */
export async function compareValues(
  actual: Pieces,
  expected: Pieces,
  { rtol, atol }: Tolerance,
): Promise<Omit<Comparison, 'problem'>> {
  let off = 0;
  let sum = 0;
  let maxAbsError = 0;
  let worst = { at: 0, found: 0, expected: 0 };
  let [ours, theirs] = [await actual.next(), await expected.next()];
  let at = 0;
  while (!ours.done && !theirs.done) {
    const [a, b] = [ours.value, theirs.value];
    const end = Math.min(a.offset + a.values.length, b.offset + b.values.length);
    for (; at < end; at++) {
      const [found, wanted] = [a.values[at - a.offset], b.values[at - b.offset]];
      const error = found === wanted ? 0 : Math.abs(found - wanted);
      if (Number.isNaN(error)) return { passed: false, maxAbsError: NaN, notNumber: { found, expected: wanted } };
      // An infinite tolerance lets everything pass that is finite, and no wrong infinity.
      if (!(error <= atol + rtol * Math.abs(wanted)) || error === Infinity) off += 1;
      sum += error;
      if (error <= maxAbsError) continue;
      maxAbsError = error;
      worst = { at, found, expected: wanted };
    }
    if (end === a.offset + a.values.length) ours = await actual.next();
    if (end === b.offset + b.values.length) theirs = await expected.next();
  }
  if (off === 0) return { passed: true, maxAbsError };
  return { passed: false, maxAbsError, off: { values: off, count: at, meanAbsError: sum / at, worst } };
}

/**
 * The output of a pass against the expected one, a piece at a time: neither is held.
 * @throws FormatError where a file is refused; the signal's reason
 */
export async function compareOutput(
  pass: ComputedPass,
  expected: Batch,
  tolerance: Tolerance,
  store: BatchStore,
  options: ReadOptions = {},
): Promise<Comparison> {
  const { layer, plan } = pass;
  const { batch } = plan;
  const normalizer = passNormalizer(pass);
  const shape = outputShape(pass.shape, normalizer.linear);
  const [x, wanted] = [await store.header(batch, options), await store.header(expected, options)];
  if (!sameShape(shape, wanted.shape)) {
    const problem = `the output has shape ${show(shape)}, expected is ${show(wanted.shape)}`;
    return { passed: false, maxAbsError: NaN, problem };
  }
  const isOverBatchOnly = layer.convention.statisticsAxes === 'batch';
  const isFortran = [x, wanted].every((header) => header.order === 'Fortran') && !normalizer.linear && !isOverBatchOnly;
  const order = isFortran ? 'Fortran' : 'C';
  const { layout } = storedLayout(pass.shape, layer, order);
  const multipleOf = layout.groups * layout.inner;
  const outputs = async function* (pieces: AsyncIterable<Chunk>): AsyncGenerator<Chunk, void> {
    for await (const { values, offset } of pieces) {
      const y = normalizeValues(values, layout, normalizer, { offset });
      yield { values: y, offset: normalizer.linear ? (offset / layout.channels) * normalizer.linear.out : offset };
    }
  };
  return store.withPieces(batch, { ...options, order, multipleOf }, (inputs) =>
    store.withPieces(expected, { ...interruptionOf(options), order, multipleOf: 1 }, (theirs) =>
      compareValues(outputs(inputs), theirs, tolerance),
    ),
  );
}
