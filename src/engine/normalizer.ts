import { attributesOf } from './convention.js';
import type { MemoryOrder } from './emulation/memoryOrder.js';
import type { NativeAffine } from './emulation/nativeAffine.js';
import { nativeCodeOf } from './emulation/nativeCode.js';
import { batchInvStd, nativeNormalizer, runningInvStd } from './emulation/nativeNormalizer.js';
import { nativeQuotient } from './emulation/nativeStatistics.js';
import { EngineError } from './engineError.js';
import { isAffine, isTracking } from './initialState.js';
import type { Layer, LayerState, Linear } from './layer.js';
import { channelOfGroup, type Layout } from './layout.js';
import { emulatesArithmetic } from './momentsFor.js';
import { varianceOf, type Moments } from './moments.js';
import { renormCorrection, type RenormCorrection } from './renormalize.js';
import { scaledByBatch, scaledByState, type ScaledNormalizers } from './scaledNormalizer.js';

/**
 * All that turns x into y, one entry per group ([groups]):
 * x̂ = (x − shift − remainder) / std, with batch renormalization times r plus d; y = gamma · x̂ + beta.
 */
export interface Normalizer {
  /** Nearest float64 to the mean. */
  readonly shift: Float64Array;
  /** The rest of the mean. */
  readonly remainder: Float64Array;
  /** The variance that normalizes, without eps. */
  readonly variance: Float64Array;
  /** √(variance + eps) */
  readonly std: Float64Array;
  /** float32 where the framework's own rounding is emulated. */
  readonly arithmetic: 'exact' | 'float32';
  /** Where native code is emulated, what turns x into y in the place of the formula above. */
  readonly native?: NativeAffine;
  /** 1 without affine. */
  readonly gamma: Float64Array;
  /** 0 without affine. */
  readonly beta: Float64Array;
  /** Batch renormalization: x̂ becomes x̂ · r + d. */
  readonly renorm?: RenormCorrection;
  /** Groups that the numbers above do not do justice to; absent where there is none. */
  readonly extremes?: ScaledNormalizers;
  /** Weight [out, C] and bias [out] that take the place of gamma and beta: y = weight · x̂ + bias over the channels. */
  readonly linear?: Linear;
}

type Groups = Pick<Layout, 'channels' | 'groupsPerChannelStep'>;

/** Normalization by the batch's own statistics. */
export function batchNormalizer(layer: Layer, state: LayerState, moments: Moments, groups?: Groups): Normalizer {
  const { asWritten, count } = moments;
  if (asWritten && emulatesArithmetic(layer)) {
    const { mean, native } = asWritten;
    const code = nativeCodeOf(layer.convention);
    if (native && code) {
      const divisor = layer.convention.normalizingVar === 'biased' ? count : count - 1;
      const variance = native.squares.map((sum) => nativeQuotient(sum, divisor, native.order));
      const whole = assemble(layer, state, mean, new Float64Array(mean.length), variance, groups);
      return nativeNormalizer(whole, code, native.order, batchInvStd(variance, layer.convention.eps));
    }
    const correction = layer.convention.normalizingVar === 'biased' ? 1 : count / (count - 1);
    const rounded = asWritten.variance.map((value) => Math.fround(value * correction));
    return assemble(layer, state, mean, new Float64Array(rounded.length), rounded, groups);
  }
  const { renorm, eps, normalizingVar } = layer.convention;
  const variance = varianceOf(moments, normalizingVar);
  const plain = assemble(layer, state, moments.shift, moments.remainder, variance, groups);
  const divisor = normalizingVar === 'biased' ? count : count - 1;
  const normalizer = withExtremes(plain, scaledByBatch(moments, divisor, attributesOf(layer.convention).eps));
  if (!renorm) return normalizer;
  return { ...normalizer, renorm: renormCorrection(renorm, eps, state, moments.shift, normalizer.std) };
}

/**
 * Normalization by the running values of a state.
 * @param order of the batch in memory, for native code that is emulated
 * @throws EngineError where the state has none.
 */
export function evalNormalizer(
  layer: Layer,
  state: LayerState,
  groups?: Groups,
  order: MemoryOrder = 'rows',
): Normalizer {
  const { runningMeanRest } = state;
  const { runningMean, runningVar } = refuseWithoutRunning(layer, state);
  const rest = new Float64Array(runningMean.length);
  for (let group = 0; runningMeanRest && group < rest.length; group++) {
    const [mean, left] = [runningMean[group], runningMeanRest[group]];
    rest[group] = mean + left === mean ? left : 0;
  }
  const normalizer = assemble(layer, state, runningMean, rest, runningVar, groups);
  if (!emulatesArithmetic(layer)) {
    return withExtremes(normalizer, scaledByState(runningMean, rest, normalizer.std));
  }
  const code = nativeCodeOf(layer.convention);
  return code ? nativeNormalizer(normalizer, code, order, runningInvStd(runningVar, layer.convention.eps)) : normalizer;
}

/** The running values of a state. @throws EngineError where it has none */
export function refuseWithoutRunning(
  layer: Layer,
  { runningMean, runningVar }: LayerState,
): { readonly runningMean: Float64Array; readonly runningVar: Float64Array } {
  if (runningMean && runningVar) return { runningMean, runningVar };
  throw new EngineError(
    isTracking(layer)
      ? `${layer.convention.name} has no running statistics before its first training pass, and eval needs them`
      : 'without running statistics, eval normalizes with those of the batch',
  );
}

/** With √(variance + eps) right also where float64 cannot hold the variance itself. */
function withExtremes(normalizer: Normalizer, extremes: ScaledNormalizers | null): Normalizer {
  if (!extremes) return normalizer;
  const std = normalizer.std.slice();
  extremes.forEach((scaled, group) => (std[group] = scaled.std / scaled.unit));
  return { ...normalizer, std, extremes };
}

function assemble(
  layer: Layer,
  state: LayerState,
  shift: Float64Array,
  remainder: Float64Array,
  variance: Float64Array,
  groups: Groups | undefined,
): Normalizer {
  const { eps } = attributesOf(layer.convention);
  const arithmetic = emulatesArithmetic(layer) ? 'float32' : 'exact';
  const std = arithmetic === 'float32' ? variance.map((value) => roundedStd(value, eps)) : stdOf(variance, eps);
  const spread = (values: Float64Array | null, missing: number) => perGroup(values, missing, shift.length, groups);
  const isFixed = layer.convention.affine === 'fixed-gamma';
  const gamma = spread(isFixed || !isAffine(layer) ? null : state.gamma, 1);
  const beta = spread(isAffine(layer) ? state.beta : null, 0);
  const linear = isAffine(layer) ? state.linear : undefined;
  return { shift, remainder, variance, std, arithmetic, gamma, beta, ...(linear ? { linear } : {}) };
}

/** √(variance + eps) */
function stdOf(variance: Float64Array, eps: number): Float64Array {
  const std = new Float64Array(variance.length);
  for (let group = 0; group < std.length; group++) std[group] = Math.sqrt(variance[group] + eps);
  return std;
}

/** The same, rounded to float32 at each operation. */
function roundedStd(variance: number, eps: number): number {
  const { fround } = Math;
  return fround(Math.sqrt(fround(variance + fround(eps))));
}

/** One value per channel, as one per group. */
function perGroup(
  values: Float64Array | null,
  missing: number,
  size: number,
  groups: Groups | undefined,
): Float64Array {
  if (!values) return new Float64Array(size).fill(missing);
  const layout = groups ?? { channels: values.length, groupsPerChannelStep: 1 };
  if (values.length !== layout.channels || size % layout.channels !== 0) {
    throw new EngineError(`gamma and beta: expected ${groups?.channels ?? size} values, found ${values.length}`);
  }
  if (size === layout.channels && layout.groupsPerChannelStep === 1) return values.slice();
  return new Float64Array(size).map((_, group) => values[channelOfGroup(layout, group)]);
}
