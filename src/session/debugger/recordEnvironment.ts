import {
  channelOfGroup,
  layoutOf,
  meanOf,
  normalizeOne,
  varianceOf,
  type Layer,
  type Layout,
  type Values,
} from '../../engine/index.js';
import { groupOf } from '../batches/index.js';
import { arrayOf, type ArrayValue, type Environment, type Value } from '../expressions/index.js';
import { layerForPass, meanGapOf, passNormalizer, type PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';

/** Names whose values are no record's: the batch has to be read for them. */
export const namesOfValues: readonly string[] = ['x', 'xhat', 'y'];

/**
 * What the names of an expression stand for at the end of a pass that has run: running values are those after it.
 * @param x the values of its batch in C order, for the names that need them
 */
export function recordEnvironment(session: Session, pass: number, x?: Values): Environment {
  const record = session.passes[pass];
  const names = { ...settingsAt(record, pass), ...stateNames(record), ...momentNames(record) };
  const all: Names = x ? { ...names, ...valueNames(record, x) } : names;
  return { lookup: (name) => all[name]?.() };
}

type Names = Readonly<Partial<Record<string, () => Value | undefined>>>;

function settingsAt({ layer: { convention } }: PassRecord, pass: number): Names {
  return {
    pass: () => pass + 1,
    eps: () => convention.eps,
    momentum: () => convention.momentum ?? undefined,
  };
}

function stateNames({ layer, after, before, shape, moments }: PassRecord): Names {
  const layout = shape && layoutOfOrNone(shape, layer);
  const channels = layout?.groups ?? moments?.shift.length ?? after.runningMean?.length ?? after.gamma?.length ?? 0;
  const affine = (values: Float64Array | null, otherwise: number): Value => ({
    element: 'number',
    shape: [channels],
    at: (group) => values?.[layout ? channelOfGroup(layout, group) : group] ?? otherwise,
  });
  return {
    running_mean: () => held(after.runningMean),
    running_var: () => held(after.runningVar),
    num_batches_tracked: () => after.numBatchesTracked,
    gamma: () => affine(before.gamma, 1),
    beta: () => affine(before.beta, 0),
    channel: () => ({ element: 'number', shape: [channels], at: (channel) => channel }),
  };
}

function momentNames({ layer, moments, after }: PassRecord): Names {
  if (!moments) return {};
  const { eps } = layer.convention;
  const variance = once(() => varianceOf(moments, 'biased'));
  const { runningVar } = after;
  const ofChannels = (at: (channel: number) => number): ArrayValue => ({
    element: 'number',
    shape: [moments.shift.length],
    at,
  });
  return {
    count: () => moments.count,
    mean: () => arrayOf(meanOf(moments)),
    var: () => arrayOf(variance()),
    min: () => arrayOf(moments.min),
    max: () => arrayOf(moments.max),
    nonFinite: () => arrayOf(moments.nonFinite),
    gap: () => (runningVar ? ofChannels((channel) => meanGapOf(moments, after, layer, channel)) : undefined),
    spread: () =>
      runningVar
        ? ofChannels((channel) => Math.sqrt((variance()[channel] + eps) / (runningVar[channel] + eps)))
        : undefined,
  };
}

function valueNames(record: PassRecord, x: Values): Names {
  const { shape } = record;
  if (!shape) return {};
  const names = { x: () => arrayOf(x, shape) };
  if (record.kind === 'refused') return names;
  const layer = layerForPass(record.layer, record.plan);
  const layout = layoutOf(shape, layer);
  const normalizer = once(() => passNormalizer(record));
  const each = (part: 'normalized' | 'y') => (): Value => ({
    element: 'number',
    shape,
    at: (index) => normalizeOne(x[index], groupOf(index, layout), normalizer())[part],
  });
  // Where a Linear mixes channels, one value of x̂ does not decide one of y.
  return { ...names, xhat: each('normalized'), ...(!record.before.linear && { y: each('y') }) };
}

function layoutOfOrNone(shape: readonly number[], layer: Layer): Layout | undefined {
  try {
    return layoutOf(shape, layer);
  } catch {
    // A shape that cannot be normalized has no channels.
    return undefined;
  }
}

function held(values: Float64Array | null): Value | undefined {
  return values ? arrayOf(values) : undefined;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
