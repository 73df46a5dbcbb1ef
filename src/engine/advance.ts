import { nativeQuotient } from './emulation/nativeStatistics.js';
import { emulateState } from './emulation/emulateState.js';
import type { MemoryOrder } from './emulation/memoryOrder.js';
import { checkFit, refuseUnfit } from './fit.js';
import type { Layer, LayerState, Mode } from './layer.js';
import { varianceOver, type Moments } from './moments.js';
import { emulatesArithmetic, orderOf } from './momentsFor.js';
import { batchNormalizer, evalNormalizer, refuseWithoutRunning, type Normalizer } from './normalizer.js';
import { updateRenorm } from './renormalize.js';
import { updateRunning } from './runningAverage.js';
import { movesRunningValues, usesBatchStatistics } from './trackedPass.js';

/** What a pass computes per channel, before any element is normalized. */
export interface PassStatistics {
  readonly mode: Mode;
  /** Made when it is asked for: whoever only goes through the states of many passes does without. */
  readonly normalizer: Normalizer;
  /** The state after the pass; where the running values move in the backward pass, after that. */
  readonly after: LayerState;
  /** The batch's variance as it goes into the running average, [groups]; null where nothing is stored. */
  readonly storedVar: Float64Array | null;
  /** Share of this batch in the new running values, 0 to 1; null where nothing is stored. */
  readonly batchWeight: number | null;
}

/**
 * One pass, as far as it is arithmetic on one number per channel.
 * @param moments of the batch, [groups]
 * @param shape of the batch, for messages and for channel axes that are not the last of the grouped ones
 * @throws EngineError for a number of axes that the convention refuses, and, as a RefusedBatchError where the pass has been
 * counted by then, for one value per channel and for a state of another size.
 */
export function advance(
  layer: Layer,
  mode: Mode,
  moments: Moments,
  before: LayerState,
  shape?: readonly number[],
): PassStatistics {
  const { normalizer, order } = normalizing(layer, mode, moments, before, shape);
  if (!movesRunningValues(layer, mode)) return new Statistics(mode, normalizer, unmoved(before));
  const storedVar = storedVarOf(layer, moments);
  const stored = asStored(layer, moments);
  const exact = updateRunning(layer.convention, before, stored, storedVar);
  const { batchWeight } = exact;
  const batch = { mean: stored.shift, var: storedVar };
  const type = layer.emulation?.state ?? 'float64';
  const after = emulateState(type, layer.convention, before, exact.after, batch, moments.count, order);
  const { renorm } = layer.convention;
  if (!renorm) return new Statistics(mode, normalizer, { after, storedVar, batchWeight });
  const made = normalizer();
  const averages = updateRenorm(renorm, layer.convention, before, moments.shift, made.std, 1 - batchWeight);
  return new Statistics(mode, () => made, { after: { ...after, ...averages }, storedVar, batchWeight });
}

/**
 * What a pass normalizes with, for whoever has the state after it already: moving that costs more than this, where channels are many.
 * @throws EngineError as `advance`
 */
export function normalizerOf(
  layer: Layer,
  mode: Mode,
  moments: Moments,
  before: LayerState,
  shape?: readonly number[],
): Normalizer {
  return normalizing(layer, mode, moments, before, shape).normalizer();
}

/** How its normalizer is made, and the batch's order in memory. */
function normalizing(
  layer: Layer,
  mode: Mode,
  moments: Moments,
  before: LayerState,
  shape?: readonly number[],
): { readonly normalizer: () => Normalizer; readonly order: MemoryOrder } {
  const groups = moments.shift.length;
  const layout = shape && checkFit(layer, mode, before, shape);
  refuseUnfit(layer, mode, before, { groups, channels: layout?.channels ?? null, count: moments.count }, shape);
  const order = layer.emulation ? orderOf(layer, layout ?? { inner: 1 }, shape) : 'rows';
  if (usesBatchStatistics(layer, mode)) {
    return { normalizer: () => batchNormalizer(layer, before, moments, layout), order };
  }
  refuseWithoutRunning(layer, before);
  return { normalizer: () => evalNormalizer(layer, before, layout, order), order };
}

type Moved = Pick<PassStatistics, 'after' | 'storedVar' | 'batchWeight'>;

function unmoved(after: LayerState): Moved {
  return { after, storedVar: null, batchWeight: null };
}

/** A class: of an object with a getter of its own, each one made has a hidden class of its own, too. */
class Statistics implements PassStatistics {
  readonly after: LayerState;
  readonly storedVar: Float64Array | null;
  readonly batchWeight: number | null;
  readonly #make: () => Normalizer;
  #normalizer: Normalizer | undefined;

  constructor(
    readonly mode: Mode,
    make: () => Normalizer,
    { after, storedVar, batchWeight }: Moved,
  ) {
    this.#make = make;
    this.after = after;
    this.storedVar = storedVar;
    this.batchWeight = batchWeight;
  }

  get normalizer(): Normalizer {
    return (this.#normalizer ??= this.#make());
  }
}

/** The batch's variance as the convention stores it, [groups]. */
export function storedVarOf(layer: Layer, moments: Moments): Float64Array {
  const { count, asWritten } = moments;
  const divisor = storedDivisor(layer.convention, count);
  const native = emulatesArithmetic(layer) ? asWritten?.native : undefined;
  if (native) return native.squares.map((value) => nativeQuotient(value, divisor, native.order));
  return varianceOver(asStored(layer, moments), divisor);
}

/** The moments that go into the running average: the exact ones, or float32's own where those are emulated. */
function asStored(layer: Layer, moments: Moments): Moments {
  const { asWritten, count } = moments;
  if (!asWritten || !emulatesArithmetic(layer)) return moments;
  const { mean, variance } = asWritten;
  return {
    ...moments,
    extremes: new Map(),
    shift: mean,
    remainder: new Float64Array(mean.length),
    m2: variance.map((value) => value * count),
  };
}

/** What Σ(x−μ)² is divided by to give the stored variance. */
export function storedDivisor(convention: Layer['convention'], count: number): number {
  switch (convention.storedVar) {
    case 'biased':
      return count;
    case 'unbiased':
      return count === 1 && convention.unbiasedOfOne === 'biased' ? count : count - 1;
    case 'eps-corrected':
      return count - (1 + convention.eps);
  }
}
