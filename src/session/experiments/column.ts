import {
  advance,
  conventionNamed,
  initialState,
  layoutOf,
  meanOf,
  momentsFor,
  normalizeValues,
  overrideConvention,
  varianceOf,
  type Layer,
  type Tensor,
  type Values,
} from '../../engine/index.js';
import type { ExperimentInput } from './experiment.js';

/** One channel of an input, [samples]. */
export function columnOf({ values, samples, channels, channel }: ExperimentInput): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: samples }, (_, row) => values[row * channels + channel]);
}

/** The same with mean 0 and σ 1, so that experiments on any tensor can be compared. */
export function standardColumn(input: ExperimentInput): Float64Array<ArrayBuffer> {
  return normalized(columnOf(input), pytorchLayer({ eps: 0 }));
}

/** Values of one channel as a batch, [N, 1]. */
export function batchOfColumn(values: Values): Tensor {
  return { shape: [values.length, 1], dtype: values instanceof Float32Array ? 'float32' : 'float64', values };
}

/** PyTorch's rules with another eps or momentum. */
export function pytorchLayer(changes: { readonly eps?: number; readonly momentum?: number } = {}): Layer {
  const convention = overrideConvention(conventionNamed('pytorch'), changes);
  return { convention, channelAxis: 1, affine: true, trackRunningStats: true };
}

/** [mean, biased variance] of one channel. */
export function meanAndVariance(values: Values): readonly [mean: number, variance: number] {
  const layer = pytorchLayer();
  const moments = momentsFor(layer, values, layoutOf([values.length, 1], layer));
  return [meanOf(moments)[0], varianceOf(moments, 'biased')[0]];
}

/** x̂ of one channel in training. */
export function normalized(values: Values, layer: Layer): Float64Array<ArrayBuffer> {
  const layout = layoutOf([values.length, 1], layer);
  const { normalizer } = advance(layer, 'train', momentsFor(layer, values, layout), initialState(layer, 1));
  return Float64Array.from(normalizeValues(values, layout, normalizer));
}

/** Largest difference between two arrays of one length. */
export function maxDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i])), 0);
}

/** `count` numbers from `from` to `to`, equal factors apart where `log`. */
export function range(from: number, to: number, count: number, scale: 'linear' | 'log' = 'linear'): Float64Array {
  const at = (t: number) => (scale === 'log' ? from * (to / from) ** t : from + (to - from) * t);
  return Float64Array.from({ length: count }, (_, i) => at(i / (count - 1)));
}

/** Mean of a function over the entries of an array. */
export function average(values: Float64Array, of: (value: number, index: number) => number): number {
  return values.reduce((sum, value, index) => sum + of(value, index), 0) / values.length;
}
