import { EngineError } from './engineError.js';
import { twoSum } from './doubleDouble.js';
import type { Linear } from './layer.js';
import type { Layout } from './layout.js';
import type { Normalizer } from './normalizer.js';
import { standardized } from './standardized.js';
import type { Values } from './tensor.js';

/** @throws EngineError where the channels are not the last axis, or the sizes do not fit. */
export function checkLinear(layout: Layout, { weight, bias, out }: Linear): void {
  const { channels, inner, groupsPerChannelStep } = layout;
  if (inner !== 1 || groupsPerChannelStep !== 1) {
    throw new EngineError('a Linear takes the last axis as its channels, and this layer has them on another');
  }
  if (weight.length !== out * channels || bias.length !== out) {
    throw new EngineError(
      `Linear: expected weight [${out}, ${channels}] and bias [${out}], found ${weight.length} and ${bias.length} values`,
    );
  }
}

/**
 * Σ a·b + start with the rounding errors of the additions carried along.
 * @param aStart first of `count` consecutive entries of a, likewise of b every `bStep`
 */
export function dot(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  bStep: number,
  count: number,
  start: number,
): number {
  let hi = start;
  let lo = 0;
  for (let i = 0; i < count; i++) {
    const sum = twoSum(hi, a[aStart + i] * b[bStart + i * bStep]);
    hi = sum.hi;
    lo += sum.lo;
  }
  return hi + lo;
}

/**
 * y = weight · x̂ + bias, row by row.
 * @param values [rows, C], any number of leading axes
 * @returns [rows, out]
 */
export function applyLinear(values: Values, layout: Layout, normalizer: Normalizer, linear: Linear): Values {
  checkLinear(layout, linear);
  const { groups, channels } = layout;
  const { weight, bias, out } = linear;
  const rows = values.length / channels;
  const y = values instanceof Float32Array ? new Float32Array(rows * out) : new Float64Array(rows * out);
  const normalized = new Float64Array(channels);
  for (let row = 0; row < rows; row++) {
    const first = row * channels;
    for (let channel = 0; channel < channels; channel++) {
      const group = (first + channel) % groups;
      normalized[channel] = standardized(values[first + channel], group, normalizer);
    }
    for (let o = 0; o < out; o++) {
      y[row * out + o] = dot(normalized, 0, weight, o * channels, 1, channels, bias[o]);
    }
  }
  return y;
}

/** The shape of y: with a Linear, its width takes the place of the last axis. */
export function outputShape(shape: readonly number[], linear: Linear | undefined): readonly number[] {
  return linear ? [...shape.slice(0, -1), linear.out] : shape;
}

/**
 * Gradients of a Linear over normalized values.
 * @param values x, [rows, C]
 * @param dy [rows, out]
 * @returns gradient of x̂ [rows, C], always float64: it is not an output yet
 */
export function linearBackward(
  values: Values,
  dy: Values,
  layout: Layout,
  normalizer: Normalizer,
  linear: Linear,
): { readonly dNormalized: Float64Array<ArrayBuffer>; readonly dWeight: Float64Array; readonly dBias: Float64Array } {
  checkLinear(layout, linear);
  const { groups, channels } = layout;
  const { weight, out } = linear;
  const rows = values.length / channels;
  const dNormalized = new Float64Array(values.length);
  const dWeight = new CompensatedSums(out * channels);
  const dBias = new CompensatedSums(out);
  const gradient = new Float64Array(out);
  for (let row = 0; row < rows; row++) {
    for (let o = 0; o < out; o++) {
      gradient[o] = dy[row * out + o];
      dBias.add(o, gradient[o]);
    }
    for (let channel = 0; channel < channels; channel++) {
      const index = row * channels + channel;
      const group = index % groups;
      const normalized = standardized(values[index], group, normalizer);
      for (let o = 0; o < out; o++) dWeight.add(o * channels + channel, gradient[o] * normalized);
      dNormalized[index] = dot(gradient, 0, weight, channel, channels, out, 0);
    }
  }
  return { dNormalized, dWeight: dWeight.values(), dBias: dBias.values() };
}

/** Sums that carry their rounding errors along. */
class CompensatedSums {
  readonly #hi: Float64Array;
  readonly #lo: Float64Array;

  constructor(size: number) {
    this.#hi = new Float64Array(size);
    this.#lo = new Float64Array(size);
  }

  add(index: number, value: number): void {
    const sum = twoSum(this.#hi[index], value);
    this.#hi[index] = sum.hi;
    this.#lo[index] += sum.lo;
  }

  values(): Float64Array {
    return this.#hi.map((hi, index) => hi + this.#lo[index]);
  }
}
