import {
  conventionNamed,
  initialState,
  overrideConvention,
  type ConventionOverrides,
  type Layer,
  type LayerState,
  type Tensor,
} from '../../../src/engine/index.js';

/** A float64 tensor. */
export function tensor(shape: readonly number[], values: ArrayLike<number>): Tensor {
  return { shape, dtype: 'float64', values: Float64Array.from(values) };
}

/** A float32 tensor. */
export function tensor32(shape: readonly number[], values: ArrayLike<number>): Tensor {
  return { shape, dtype: 'float32', values: Float32Array.from(values) };
}

/** A layer of a convention, with its rules changed where a test needs it. */
export function layerOf(key: string, changes: ConventionOverrides = {}, more: Partial<Layer> = {}): Layer {
  const convention = overrideConvention(conventionNamed(key), changes);
  return { convention, channelAxis: 1, affine: true, trackRunningStats: true, ...more };
}

export function stateOf(layer: Layer, channels: number, changes: Partial<LayerState> = {}): LayerState {
  return { ...initialState(layer, channels), ...changes };
}

/** Normal numbers from a seed: the same in every run. */
export function normals(count: number, seed: number, mean = 0, std = 1): Float64Array<ArrayBuffer> {
  let state = seed >>> 0;
  const uniform = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return new Float64Array(count).map(
    () => mean + std * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}
