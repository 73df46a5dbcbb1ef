import { layoutOf, meanOf, varianceOf, type Normalizer } from '../../engine/index.js';
import { flatIndexOf, groupOf, valueAt, type BatchAccess } from '../batches/index.js';
import {
  compareInDetail,
  expectedSlice,
  expectedTensor,
  type ExpectedSlice,
  type ExpectedSliceRequest,
} from '../expected/index.js';
import { conventionUnder, normalizerUnder } from '../infer/index.js';
import { comparisonsOf, partnerBatch, passNormalizer, type PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';
import { nameText } from './nameText.js';
import type {
  Check,
  CheckedElement,
  CheckedElementRequest,
  ComparedPassRequest,
  ExpectedComparison,
} from './studyView.js';

/** All that is expected of the passes that ran. */
export function expectations({ passes }: Session): readonly ExpectedComparison[] {
  return passes.flatMap((record, pass) => {
    const { expect, expectGrad, stateAfter, mode, batch } = record.plan;
    const tolerances = { output: expect, gradient: expectGrad, state: stateAfter };
    return comparisonsOf(record).map(({ of, passed, maxAbsError, problem }): ExpectedComparison => {
      const { rtol = 0, atol = 0 } = tolerances[of] ?? {};
      const name = nameText(batch.label);
      const error = Float64Array.of(maxAbsError);
      const why = problem === undefined ? {} : { problem };
      return { pass, mode, batch: name, of, passed, maxAbsError: error, ...why, rtol, atol };
    });
  });
}

/** @throws RangeError where the pass has not run or expects nothing of the kind, or the shapes differ; as the reading of either */
export async function check(session: Session, request: ComparedPassRequest, access: BatchAccess): Promise<Check> {
  const record = recordOf(session, request.pass);
  const tensor = await expectedTensor(record, request.of, access);
  const compared = await compareInDetail(tensor, access);
  const other = ruleOf(session, request);
  const ofRule =
    other && request.of === 'output'
      ? (await compareInDetail(await expectedTensor(record, 'output', access, other), access)).largest
      : null;
  const { moments } = record;
  const absent = () => new Float64Array(compared.largest.length).fill(NaN);
  const fits = moments?.shift.length === compared.largest.length;
  const variance =
    record.kind === 'computed' && request.of !== 'state' ? passNormalizer(record).variance : record.after.runningVar;
  return {
    ...compared,
    of: request.of,
    ofRule,
    batchMean: fits ? meanOf(moments) : absent(),
    variance: variance?.length === compared.largest.length ? variance : fits ? varianceOf(moments, 'biased') : absent(),
  };
}

/** @throws as `check` */
export async function checkSlice(
  session: Session,
  request: ExpectedSliceRequest & ComparedPassRequest,
  access: BatchAccess,
): Promise<ExpectedSlice> {
  return expectedSlice(await expectedTensor(recordOf(session, request.pass), request.of, access), request);
}

/** @throws RangeError where the pass has no such output; as the reading of a value */
export async function checkElement(
  session: Session,
  request: CheckedElementRequest,
  access: BatchAccess,
): Promise<CheckedElement> {
  const record = recordOf(session, request.pass);
  const { plan } = record;
  if (record.kind !== 'computed' || !plan.expect) throw new RangeError('No output is expected of this pass');
  const { shape, layer } = record;
  const own = passNormalizer(record);
  const partner = await partnerBatch(plan.expect.uri, plan.batch, shape[0], (batch) => access.header(batch));
  const expected = await valueAt(access, partner, request.index);
  if (own.linear || request.index.length !== shape.length) {
    return { channel: 0, values: Float64Array.of(NaN, expected), found: null, ofRule: null };
  }
  const x = await valueAt(access, plan.batch, request.index);
  const group = groupOf(flatIndexOf(request.index, shape), layoutOf(shape, layer));
  const other = ruleOf(session, request);
  const numbers = (normalizer: Normalizer, eps: number): Float64Array | null => {
    const { gamma, beta, shift, remainder, variance, std, renorm } = normalizer;
    if (renorm) return null;
    const mean = shift[group] + remainder[group];
    const y = (gamma[group] * (x - shift[group] - remainder[group])) / std[group] + beta[group];
    return Float64Array.of(gamma[group], mean, variance[group], eps, beta[group], y);
  };
  return {
    channel: group,
    values: Float64Array.of(x, expected),
    found: numbers(own, layer.convention.eps),
    ofRule: other && request.rule && numbers(other, conventionUnder(session, request.rule).eps),
  };
}

function ruleOf(session: Session, { rule, pass }: ComparedPassRequest): Normalizer | null {
  return rule && normalizerUnder(session, rule, pass);
}

function recordOf({ passes }: Session, pass: number): PassRecord {
  const record = passes.at(pass);
  if (record && pass >= 0) return record;
  throw new RangeError(`Pass ${pass + 1} has not run yet: what it gives is known once it has`);
}
