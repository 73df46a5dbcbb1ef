import { advance, type PassStatistics } from './advance.js';
import { momentsFor } from './momentsFor.js';
import type { Layer, LayerState, Mode } from './layer.js';
import { layoutOf } from './layout.js';
import type { Moments } from './moments.js';
import { outputShape } from './linear.js';
import { normalizeValues } from './normalizeValues.js';
import type { Tensor } from './tensor.js';

export interface ForwardResult {
  /** y: float32 for what is held in float32, float64 for all else. */
  readonly output: Tensor;
  readonly statistics: PassStatistics & { readonly moments: Moments };
  /** The state after the forward pass. */
  readonly state: LayerState;
}

/**
 * One pass over one batch. Changes nothing that it is given. How exact its output is: see `normalizeValues`.
 * @throws EngineError as `layoutOf` and `advance` do.
 */
export function forward(x: Tensor, state: LayerState, layer: Layer, mode: Mode): ForwardResult {
  const layout = layoutOf(x.shape, layer);
  const moments = momentsFor(layer, x.values, layout, x.shape);
  const { normalizer, after, storedVar, batchWeight } = advance(layer, mode, moments, state, x.shape);
  const values = normalizeValues(x.values, layout, normalizer);
  const dtype = values instanceof Float32Array ? 'float32' : 'float64';
  return {
    output: { shape: outputShape(x.shape, normalizer.linear), dtype, values },
    statistics: { mode, normalizer, after, storedVar, batchWeight, moments },
    state: layer.convention.updates === 'backward' ? state : after,
  };
}
