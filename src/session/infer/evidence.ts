import { elementCount, layoutOf, outputShape, type Moments, type Values } from '../../engine/index.js';
import type { BatchAccess } from '../batches/index.js';
import {
  type Batch,
  batchOf,
  isRefusal,
  isTensorPath,
  type PlannedPass,
  resolveTensor,
  type StateAfter,
} from '../program/index.js';
import { partnerBatch, type PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';

/** What the passes of a program were, and what somebody expected of them. */
export interface Evidence {
  readonly passes: readonly EvidencePass[];
  /** Whether the outputs are here whole; otherwise every channel's ends and some values between. */
  readonly isWhole: boolean;
}

export interface EvidencePass {
  readonly record: PassRecord;
  /** Of the batch; null where it cannot be read. */
  readonly shape: readonly number[] | null;
  readonly output: ExpectedOutput | null;
  readonly state: ExpectedState | null;
}

/** Some values of a batch, and of the output that is expected of it, [points] each. */
export interface ExpectedOutput extends Allowed {
  /** Where in the output, flat in C order. */
  readonly at: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Whether outputs are rounded to float32. */
  readonly isSingle: boolean;
  /** All of the batch, for a Linear over its channels; otherwise null. */
  readonly whole: Values | null;
}

/** Running values that are expected, as they were given. */
export interface ExpectedState extends Allowed {
  readonly runningMean: Float64Array | null;
  readonly runningVar: Float64Array | null;
}

interface Allowed {
  readonly rtol: number;
  readonly atol: number;
}

/** Values that are looked at in all, beside the ends of each channel. */
const mostPoints = 2 ** 16;
/** Values that are read at a time. */
const piece = 2 ** 20;
/** Of a batch that a Linear needs whole. */
const mostWhole = 2 ** 22;

/**
 * Reads what is expected and the batches that it is expected of, each once. What cannot be read or has another shape
 * tells nothing.
 * @throws what `access.breathe` throws; the signal's reason
 */
export async function gatherEvidence(session: Session, access: BatchAccess): Promise<Evidence> {
  const last = session.passes.findLastIndex(({ plan }) => plan.expect ?? plan.stateAfter);
  const records = session.passes.slice(0, last + 1);
  const expected = records.filter(({ plan }) => plan.expect).length;
  const passes: EvidencePass[] = [];
  let isWhole = true;
  for (const record of records) {
    const { plan } = record;
    const shape = record.shape ?? (await unlessRefused(async () => (await access.header(plan.batch)).shape));
    const output =
      plan.expect && shape ? await unlessRefused(() => outputOf(session, plan, shape, access, expected)) : null;
    const state = plan.stateAfter ? await unlessRefused(() => stateOf(record, access)) : null;
    passes.push({ record, shape, output, state });
    isWhole &&= !output || !shape || output.at.length === elementCount(outputShape(shape, session.initial.linear));
    await access.breathe?.();
  }
  return { passes, isWhole };
}

async function unlessRefused<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return null;
  }
}

async function outputOf(
  session: Session,
  plan: PlannedPass,
  shape: readonly number[],
  access: BatchAccess,
  share: number,
): Promise<ExpectedOutput | null> {
  const { expect, batch } = plan;
  if (!expect) return null;
  const { linear } = session.initial;
  const wanted = outputShape(shape, linear);
  const partner = await partnerBatch(expect.uri, batch, shape[0], (one) => access.header(one));
  const theirs = (await access.header(partner)).shape;
  if (theirs.length !== wanted.length || theirs.some((size, axis) => size !== wanted[axis])) return null;
  const { rtol, atol } = expect;
  if (linear) {
    if (elementCount(shape) > mostWhole) return null;
    const [{ values: whole }, { values: y }] = [await access.tensor(batch), await access.tensor(partner)];
    const at = Float64Array.from(y, (_, index) => index);
    return {
      at,
      x: new Float64Array(at.length),
      y: Float64Array.from(y),
      isSingle: whole instanceof Float32Array,
      whole,
      rtol,
      atol,
    };
  }
  const size = elementCount(shape);
  const most = Math.max(256, Math.floor(mostPoints / share));
  const wantedAt = size <= most ? null : new Sampler(size, most);
  const { groups, inner } = layoutOf(shape, session.layer);
  const ends = size <= most ? null : new Ends(Math.min(groups, 4096));
  const points: Points = { at: [], x: [], y: [] };
  let isSingle = false;
  for await (const { start, x, y } of pieces(batch, partner, shape, access)) {
    isSingle = x instanceof Float32Array;
    for (let i = 0; i < x.length; i++) {
      const at = start + i;
      if (!wantedAt || wantedAt.takes(at)) push(points, at, x[i], y[i]);
      ends?.look(Math.floor(at / inner) % groups, at, x[i], y[i]);
    }
  }
  ends?.addTo(points);
  return {
    at: Float64Array.from(points.at),
    x: Float64Array.from(points.x),
    y: Float64Array.from(points.y),
    isSingle,
    whole: null,
    rtol,
    atol,
  };
}

interface Points {
  readonly at: number[];
  readonly x: number[];
  readonly y: number[];
}

function push({ at, x, y }: Points, index: number, input: number, output: number): void {
  at.push(index);
  x.push(input);
  y.push(output);
}

/** Some entries of many, spread evenly; the step is odd and no divisor, so that no channel is left out. */
class Sampler {
  readonly #step: number;
  #next = 0;

  constructor(size: number, most: number) {
    let step = Math.ceil(size / most) | 1;
    while (size % step === 0) step += 2;
    this.#step = step;
  }

  takes(at: number): boolean {
    if (at < this.#next) return false;
    this.#next = at + this.#step;
    return true;
  }
}

/** The smallest and the largest input of each group: there lines are furthest apart. */
class Ends {
  readonly #low: Float64Array;
  readonly #high: Float64Array;

  constructor(private readonly groups: number) {
    // [at, x, y] of each group.
    this.#low = new Float64Array(3 * groups).fill(Infinity);
    this.#high = new Float64Array(3 * groups).fill(-Infinity);
  }

  look(group: number, at: number, x: number, y: number): void {
    if (group >= this.groups) return;
    const start = 3 * group;
    if (x < this.#low[start + 1]) this.#low.set([at, x, y], start);
    if (x > this.#high[start + 1]) this.#high.set([at, x, y], start);
  }

  addTo(points: Points): void {
    for (const ends of [this.#low, this.#high]) {
      for (let start = 0; start < ends.length; start += 3) {
        if (Number.isFinite(ends[start])) push(points, ends[start], ends[start + 1], ends[start + 2]);
      }
    }
  }
}

/** A batch and what belongs to it, in the same shape, some rows at a time. */
async function* pieces(
  batch: Batch,
  partner: Batch,
  shape: readonly number[],
  access: BatchAccess,
): AsyncGenerator<{ readonly start: number; readonly x: Values; readonly y: Values }, void> {
  const row = elementCount(shape.slice(1));
  const rows = Math.max(1, Math.floor(piece / row));
  for (let first = 0; first < shape[0]; first += rows) {
    const count = [Math.min(rows, shape[0] - first), ...shape.slice(1)];
    const box = { start: count.map((_, axis) => (axis === 0 ? first : 0)), count };
    const [[x], [y]] = [await access.boxes(batch, [box]), await access.boxes(partner, [box])];
    yield { start: first * row, x, y };
    await access.breathe?.();
  }
}

async function stateOf({ plan, after }: PassRecord, access: BatchAccess): Promise<ExpectedState | null> {
  const { stateAfter } = plan;
  if (!stateAfter) return null;
  const groups = after.runningMean?.length ?? 1;
  const { values, rtol, atol } = stateAfter;
  const read = async (value: StateAfter['runningMean']): Promise<Float64Array | null> => {
    if (value === undefined) return null;
    if (typeof value === 'number') return new Float64Array(groups).fill(value);
    if (!isTensorPath(value)) return Float64Array.from(value);
    return Float64Array.from((await access.tensor(batchOf(resolveTensor('', value)))).values);
  };
  return { runningMean: await read(values.runningMean), runningVar: await read(values.runningVar), rtol, atol };
}

/** The statistics of a pass's batch over other axes than the session's. @throws as `access.moments` */
export async function momentsUnder(
  { record }: EvidencePass,
  layer: Session['layer'],
  access: BatchAccess,
): Promise<Moments | null> {
  return unlessRefused(async () => (await access.moments(record.plan.batch, layer)).moments);
}
