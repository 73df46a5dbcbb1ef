import { advance, type PassStatistics } from './advance.js';
import { computeMoments } from './computeMoments.js';
import { batchGradient, smallBatchGradient, type Through } from './batchGradient.js';
import { attributesOf } from './convention.js';
import { crossSums } from './crossSums.js';
import { multiply } from './doubleDouble.js';
import { EngineError } from './engineError.js';
import { isSmallGroup } from './exactSums.js';
import { extremeGradient, extremeGroups, scatter } from './extremeGradient.js';
import { isAffine } from './initialState.js';
import type { Layer, LayerState, Mode } from './layer.js';
import { channelOfGroup, layoutOf, show, type Layout } from './layout.js';
import { momentsFor } from './momentsFor.js';
import { linearBackward, outputShape } from './linear.js';
import type { Moments } from './moments.js';
import { usesBatchStatistics } from './trackedPass.js';
import { sameShape, type Tensor, type Values } from './tensor.js';

/** Which of the batch's statistics the gradient flows through; the others are constants to it. */
export type GradientPath = Through;

export interface BackwardOptions {
  /** Default: through both, as every framework does. */
  readonly through?: GradientPath;
  /** The batch's moments, where they are known already. */
  readonly moments?: Moments;
  /** Where dx goes: of the type and length of x; new where absent, and for groups of at most 64 elements. */
  readonly into?: Values;
}

export interface BackwardResult {
  /** Of the shape of x; float32 for what is held in float32, float64 for all else. */
  readonly dx: Tensor;
  /** [C]; null without affine. Zeros where gamma is fixed. */
  readonly dGamma: Float64Array | null;
  readonly dBeta: Float64Array | null;
  /** Gradients of the Linear that takes the place of gamma and beta. */
  readonly dLinear: { readonly weight: Float64Array; readonly bias: Float64Array } | null;
  /** The state after the backward pass. */
  readonly state: LayerState;
  readonly statistics: PassStatistics;
}

/**
 * Gradients of Σ y·dy. With d = N − (what the normalizing variance is divided by), in training
 * dx = γ/s · (g − mean(g) − x̂·Σ(g·x̂)/(N − d)), in eval dx = γ/s · g.
 * @param dy gradient of the output, of the output's shape
 * @param before the state before the pass
 * @throws EngineError as `layoutOf` and `advance` do, and where dy is not of the output's shape.
 */
export function backward(
  x: Tensor,
  dy: Tensor,
  before: LayerState,
  layer: Layer,
  mode: Mode,
  options: BackwardOptions = {},
): BackwardResult {
  const layout = layoutOf(x.shape, layer);
  const moments = options.moments ?? momentsFor(layer, x.values, layout, x.shape);
  const statistics = advance(layer, mode, moments, before, x.shape);
  const { normalizer } = statistics;
  const expected = outputShape(x.shape, normalizer.linear);
  if (!sameShape(dy.shape, expected)) {
    throw new EngineError(`upstream gradient: expected shape ${show(expected)} as the output, found ${show(dy.shape)}`);
  }
  const linear = normalizer.linear ? linearBackward(x.values, dy.values, layout, normalizer, normalizer.linear) : null;
  const g = linear ? linear.dNormalized : dy.values;
  const path = usesBatchStatistics(layer, mode) ? (options.through ?? { mean: true, variance: true }) : null;
  const gMoments = computeMoments(g, layout);
  const cross = crossSums(g, gMoments, x.values, normalizer, path !== null, layout);
  const divisor = layer.convention.normalizingVar === 'biased' ? layout.count : layout.count - 1;
  const { eps } = attributesOf(layer.convention);
  const { gamma, std, renorm } = normalizer;
  const factor = gamma.map((value, group) => ((renorm ? renorm.r[group] : 1) * value) / std[group]);
  const isExact = path && isSmallGroup(layout) && normalizer.arithmetic === 'exact';
  const gMean = path?.mean ? gMoments : null;
  const slope = path?.variance ? cross.map((sum, group) => sum / divisor / (std[group] * std[group])) : null;
  // Before dx is written, which may lie where x does.
  const extremes = extremeGroups(normalizer, gMoments).map((group) =>
    extremeGradient(g, gMoments, x.values, normalizer, path, divisor, eps, layout, group),
  );
  const dx = isExact
    ? smallBatchGradient(g, x.values, factor, divisor, eps, path, layout)
    : batchGradient(g, gMean, x.values, normalizer, factor, slope, layout, options.into);
  const sums = gMoments.shift.map((hi, group) => multiply({ hi, lo: gMoments.remainder[group] }, layout.count).hi);
  const dots = cross.map((sum, group) => sum / std[group]);
  for (const { group, dx: ofGroup, dot, sum } of extremes) {
    scatter(ofGroup, dx, layout, group);
    dots[group] = dot;
    sums[group] = sum;
  }
  const hasAffine = isAffine(layer) && !linear;
  const isFixed = layer.convention.affine === 'fixed-gamma';
  const perGroupGamma = dots.map((plain, group) => {
    if (isFixed) return 0;
    return renorm ? plain * renorm.r[group] + renorm.d[group] * sums[group] : plain;
  });
  return {
    dx: { shape: x.shape, dtype: dx instanceof Float32Array ? 'float32' : 'float64', values: dx },
    dGamma: hasAffine ? sumOverChannel(perGroupGamma, layout) : null,
    dBeta: hasAffine ? sumOverChannel(sums, layout) : null,
    dLinear: linear && { weight: linear.dWeight, bias: linear.dBias },
    state: statistics.after,
    statistics,
  };
}

function sumOverChannel(perGroup: Float64Array, layout: Layout): Float64Array {
  if (layout.groups === layout.channels) return perGroup;
  const sums = new Float64Array(layout.channels);
  perGroup.forEach((value, group) => (sums[channelOfGroup(layout, group)] += value));
  return sums;
}
