import { outputOfElement, type Weight } from './weight.js';
import type { Statistics } from './recompute.js';

/** What eval makes of a channel: y = (x − mean)·f + β. [C] each. */
export interface EvalLayer extends Statistics {
  /** 1 without affine. */
  readonly gamma: Float64Array;
  /** 0 without affine. */
  readonly beta: Float64Array;
  readonly eps: number;
}

export interface Folded {
  /** γ / √(var + eps), [C] */
  readonly factor: Float64Array;
  /** w·f, in the weight's own layout. */
  readonly weight: Float64Array;
  /** (b − mean)·f + β, [C] */
  readonly bias: Float64Array;
}

/** f = γ / √(var + eps), [C] */
export function foldFactor({ gamma, variance, eps }: EvalLayer): Float64Array {
  return gamma.map((value, channel) => value / Math.sqrt(variance[channel] + eps));
}

/**
 * The layer before, which does what both did in eval: w′ = w·f, b′ = (b − mean)·f + β.
 * @param bias [C], 0 where the layer before has none
 */
export function fold(layer: EvalLayer, weight: Weight, bias: ArrayLike<number>): Folded {
  const factor = foldFactor(layer);
  const outputOf = outputOfElement(weight);
  return {
    factor,
    weight: Float64Array.from(weight.values, (value, index) => value * factor[outputOf(index)]),
    bias: layer.beta.map((beta, channel) => (bias[channel] - layer.mean[channel]) * factor[channel] + beta),
  };
}
