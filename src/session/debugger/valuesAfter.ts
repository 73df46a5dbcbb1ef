import {
  attributesOf,
  layoutOf,
  normalizeOne,
  outputShape,
  stagesOf,
  storedVarOf,
  type Layer,
  type LayerState,
  type StageId,
  type Values,
} from '../../engine/index.js';
import { groupOf } from '../batches/index.js';
import { arrayOf, type Value } from '../expressions/index.js';
import { plural } from '../numberText.js';
import { layerForPass, passNormalizer, type ComputedPass, type PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';

/** A value that there is at some place inside a pass. */
export interface PlaceValue {
  /** As the listing writes it: `μ`, `σᵣ²`, `x̂`. */
  readonly name: string;
  /** The word that expressions have for it. */
  readonly expression?: string;
  /** The stage that made it what it is here; null: it was there before. */
  readonly stage: StageId | null;
  /** [] of a number. */
  readonly shape: readonly number[];
  /** Absent where it takes more than the record: the values of the batch, or the product with a Linear; and of a momentum that is none. */
  readonly value?: Value;
  /** What it was before that stage. */
  readonly old?: Value;
}

/**
 * The values that there are inside a pass, in the order of the listing: what the pass begins with, and what its stages have
 * made of it so far. A refused pass has no stages: only what it began with.
 * @param stage the last one that has run, as an index into the pass's stages; −1: none has
 * @param x the values of the batch in C order, for those that are computed from them
 * @throws RangeError for a pass that has not run, and for a stage that it does not have
 */
export function valuesAfter(session: Session, pass: number, stage: number, x?: Values): readonly PlaceValue[] {
  const { passes } = session;
  if (!(pass in passes)) throw new RangeError(`pass ${pass + 1}: ${plural(passes.length, 'pass', 'passes')} ran`);
  const record = passes[pass];
  if (record.kind === 'refused') return begunWith(record, x);
  const layer = layerForPass(record.layer, record.plan);
  const stages = stagesOf(layer, record.plan.mode).map(({ id }) => id);
  if (!Number.isInteger(stage) || stage < -1 || stage >= stages.length) {
    throw new RangeError(
      `stage ${stage}: pass ${pass + 1} has stages 0 to ${stages.length - 1}, and −1 before the first`,
    );
  }
  const made = new Map<string, PlaceValue>();
  for (const one of begunWith(record, x)) made.set(one.name, one);
  for (const id of stages.slice(0, stage + 1)) {
    for (const one of madeBy(id, record, layer, x)) {
      const old = made.get(one.name)?.value;
      made.set(one.name, { ...one, ...(old !== undefined && { old }) });
    }
  }
  return [...made.values()];
}

function begunWith({ layer, before, shape, moments }: PassRecord, x?: Values): readonly PlaceValue[] {
  const { eps, momentum } = attributesOf(layer.convention);
  const { gamma, beta, linear, runningMean, runningVar, numBatchesTracked } = before;
  const given = (name: string, value: Value | undefined, expression?: string): PlaceValue => ({
    name,
    ...(expression !== undefined && { expression }),
    stage: null,
    ...shaped(value),
  });
  return [
    ...(shape ? [{ ...given('x', x && arrayOf(x, shape), 'x'), shape }] : []),
    ...(moments ? [given('N', moments.count, 'count')] : []),
    given('eps', eps, 'eps'),
    given('m', momentum ?? undefined, 'momentum'),
    ...(gamma ? [given('γ', arrayOf(gamma), 'gamma')] : []),
    ...(beta ? [given('β', arrayOf(beta), 'beta')] : []),
    ...(linear ? [given('W', arrayOf(linear.weight, [linear.out, linear.weight.length / linear.out]))] : []),
    ...(linear ? [given('b', arrayOf(linear.bias))] : []),
    ...(runningMean ? [given('μᵣ', arrayOf(runningMean), 'running_mean')] : []),
    ...(runningVar ? [given('σᵣ²', arrayOf(runningVar), 'running_var')] : []),
    given('k', numBatchesTracked, 'num_batches_tracked'),
  ];
}

function madeBy(stage: StageId, record: ComputedPass, layer: Layer, x?: Values): readonly PlaceValue[] {
  const { after, moments, shape } = record;
  const made = (name: string, value: Value, expression?: string): PlaceValue => ({
    name,
    ...(expression !== undefined && { expression }),
    stage,
    ...shaped(value),
  });
  const normalizer = passNormalizer(record);
  switch (stage) {
    case 'batch-mean': {
      const { shift, remainder } = normalizer;
      return [made('μ', arrayOf(shift.map((mean, group) => mean + remainder[group])), 'mean')];
    }
    case 'batch-variance': {
      // Expressions mean the biased one.
      const isBiased = layer.convention.normalizingVar === 'biased';
      return [made('σ²', arrayOf(normalizer.variance), isBiased ? 'var' : undefined)];
    }
    case 'normalize': {
      const { renorm } = normalizer;
      return [
        ...(renorm ? [made('r', arrayOf(renorm.r)), made('d', arrayOf(renorm.d))] : []),
        { name: 'x̂', expression: 'xhat', stage, ...ofEach('normalized') },
      ];
    }
    case 'scale-and-shift':
      return [{ name: 'y', expression: 'y', stage, ...ofEach('y'), shape: outputShape(shape, normalizer.linear) }];
    case 'update-running-mean':
      return [
        ...running('μᵣ', after.runningMean, 'running_mean'),
        made('k', after.numBatchesTracked, 'num_batches_tracked'),
      ];
    case 'update-running-variance': {
      const { storedVar, normalizingVar } = layer.convention;
      return [
        ...(storedVar === normalizingVar ? [] : [made('s²', arrayOf(storedVarOf(layer, moments)))]),
        ...running('σᵣ²', after.runningVar, 'running_var'),
      ];
    }
  }

  function running(name: string, values: LayerState['runningMean'], expression: string): readonly PlaceValue[] {
    return values ? [made(name, arrayOf(values), expression)] : [];
  }

  /** Of the values of the batch, each by itself; where a Linear mixes channels, one value of x̂ does not decide one of y. */
  function ofEach(part: 'normalized' | 'y'): Pick<PlaceValue, 'shape' | 'value'> {
    if (!x || (part === 'y' && normalizer.linear)) return { shape };
    const layout = layoutOf(shape, layer);
    const at = (index: number) => normalizeOne(x[index], groupOf(index, layout), normalizer)[part];
    return { shape, value: { element: 'number', shape, at } };
  }
}

function shaped(value: Value | undefined): Pick<PlaceValue, 'shape' | 'value'> {
  if (value === undefined) return { shape: [] };
  return { shape: typeof value === 'object' ? value.shape : [], value };
}
