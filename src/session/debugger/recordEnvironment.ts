import {
  channelOfGroup,
  layoutOf,
  meanAt,
  normalizeOne,
  varianceAt,
  type Layer,
  type Layout,
  type Moments,
  type Values,
} from '../../engine/index.js';
import { groupOf } from '../batches/index.js';
import { arrayOf, type ArrayValue, type Environment, type Value } from '../expressions/index.js';
import { layerForPass, meanGapOf, passNormalizer, type PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';
import { heldValue } from './heldValue.js';

/** Names whose values are no record's: the batch has to be read for them. */
export const namesOfValues: readonly string[] = ['x', 'xhat', 'y'];

/**
 * What the names of an expression stand for at the end of a pass that has run: running values are those after it.
 * @param x the values of its batch in C order, for the names that need them
 */
export function recordEnvironment(session: Session, pass: number, x?: Values): Environment {
  const view = new RecordView(session.passes[pass], pass, x);
  return { lookup: (name) => names.get(name)?.(view) };
}

/** A record, and what is computed from it only where a name asks. A condition looks at one of these in every pass. */
class RecordView {
  constructor(
    readonly record: PassRecord,
    readonly pass: number,
    readonly x: Values | undefined,
  ) {}

  readonly #layout = once(() => this.record.shape && layoutOfOrNone(this.record.shape, this.record.layer));
  readonly #normalizer = once(() => (this.record.kind === 'computed' ? passNormalizer(this.record) : undefined));

  get channels(): number {
    const { moments, after } = this.record;
    const own = this.#layout()?.groups ?? moments?.shift.length ?? after.runningMean?.length ?? after.gamma?.length;
    return own ?? 0;
  }

  /** One value for each channel, computed when it is asked for. */
  ofChannels(at: (channel: number) => number): ArrayValue {
    return { element: 'number', shape: [this.channels], at };
  }

  affine(values: Float64Array | null, otherwise: number): Value {
    const layout = this.#layout();
    return this.ofChannels((group) => values?.[layout ? channelOfGroup(layout, group) : group] ?? otherwise);
  }

  ofMoments(use: (moments: Moments) => Value | undefined): Value | undefined {
    return this.record.moments && use(this.record.moments);
  }

  each(part: 'normalized' | 'y'): Value | undefined {
    const { record, x } = this;
    const normalizer = x && this.#normalizer();
    if (!normalizer || record.kind === 'refused') return undefined;
    const layout = layoutOf(record.shape, layerForPass(record.layer, record.plan));
    const at = (index: number) => normalizeOne(x[index], groupOf(index, layout), normalizer)[part];
    return { element: 'number', shape: record.shape, at };
  }
}

const names: ReadonlyMap<string, (view: RecordView) => Value | undefined> = new Map<
  string,
  (view: RecordView) => Value | undefined
>([
  ['pass', ({ pass }) => pass + 1],
  ['eps', ({ record }) => record.layer.convention.eps],
  ['momentum', ({ record }) => record.layer.convention.momentum ?? undefined],
  ['running_mean', ({ record }) => heldValue(record.after.runningMean)],
  ['running_var', ({ record }) => heldValue(record.after.runningVar)],
  ['num_batches_tracked', ({ record }) => record.after.numBatchesTracked],
  ['gamma', (view) => view.affine(view.record.before.gamma, 1)],
  ['beta', (view) => view.affine(view.record.before.beta, 0)],
  ['channel', (view) => view.ofChannels((channel) => channel)],
  ['count', (view) => view.ofMoments(({ count }) => count)],
  ['mean', (view) => view.ofMoments((moments) => ofGroups(moments, (channel) => meanAt(moments, channel)))],
  ['var', (view) => view.ofMoments((moments) => ofGroups(moments, (channel) => varianceAt(moments, channel)))],
  ['min', (view) => view.ofMoments(({ min }) => arrayOf(min))],
  ['max', (view) => view.ofMoments(({ max }) => arrayOf(max))],
  ['nonFinite', (view) => view.ofMoments(({ nonFinite }) => arrayOf(nonFinite))],
  ['gap', ({ record }) => gapsOf(record)],
  ['spread', ({ record }) => spreadsOf(record)],
  ['x', ({ record: { shape }, x }) => x && shape && arrayOf(x, shape)],
  ['xhat', (view) => view.each('normalized')],
  // Where a Linear mixes channels, one value of x̂ does not decide one of y.
  ['y', (view) => (view.record.before.linear ? undefined : view.each('y'))],
]);

function ofGroups({ shift }: Moments, at: (channel: number) => number): ArrayValue {
  return { element: 'number', shape: [shift.length], at };
}

function gapsOf({ layer, moments, after }: PassRecord): Value | undefined {
  if (!moments || !after.runningVar) return undefined;
  return ofGroups(moments, (channel) => meanGapOf(moments, after, layer, channel));
}

function spreadsOf({ layer, moments, after: { runningVar } }: PassRecord): Value | undefined {
  if (!moments || !runningVar) return undefined;
  const { eps } = layer.convention;
  return ofGroups(moments, (channel) => Math.sqrt((varianceAt(moments, channel) + eps) / (runningVar[channel] + eps)));
}

function layoutOfOrNone(shape: readonly number[], layer: Layer): Layout | undefined {
  try {
    return layoutOf(shape, layer);
  } catch {
    // A shape that cannot be normalized has no channels.
    return undefined;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
