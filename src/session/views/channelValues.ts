import type { Layout, Values } from '../../engine/index.js';

/** All values of one group of statistics, [count], in the order of the tensor. */
export function channelValues(values: Values, { outer, groups, inner }: Layout, group: number): Values {
  const channel = values instanceof Float32Array ? new Float32Array(outer * inner) : new Float64Array(outer * inner);
  for (let o = 0; o < outer; o++) {
    const from = (o * groups + group) * inner;
    if (inner === 1) channel[o] = values[from];
    else channel.set(values.subarray(from, from + inner), o * inner);
  }
  return channel;
}

/** What is worth drawing of a channel: statistics and range of its finite values. */
export interface Extent {
  readonly mean: number;
  /** √ of the biased variance. */
  readonly sigma: number;
  /** Range that a chart shows: all finite values, or their bulk where a few lie very far out. NaN where none is finite. */
  readonly low: number;
  readonly high: number;
  readonly nonFinite: number;
}

/** A value farther out than this, in σ, may squeeze all others into one bin; no bell curve reaches it. */
const FAR_OUT = 10;
/** The share of values on either side that may be left out of the picture then. */
const TAIL = 0.001;
/** Enough values to place a 0.1 % quantile; sorting more would cost a frame. */
const SAMPLE = 65_536;

export function extentOf(values: Values): Extent {
  let finite = 0;
  let low = Infinity;
  let high = -Infinity;
  let sum = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    finite++;
    sum += value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const nonFinite = values.length - finite;
  if (finite === 0) return { mean: NaN, sigma: NaN, low: NaN, high: NaN, nonFinite };
  const mean = sum / finite;
  let m2 = 0;
  for (const value of values) if (Number.isFinite(value)) m2 += (value - mean) ** 2;
  const sigma = Math.sqrt(m2 / finite);
  if (high - mean > FAR_OUT * sigma || mean - low > FAR_OUT * sigma) return { mean, sigma, ...bulk(values), nonFinite };
  return { mean, sigma, low, high, nonFinite };
}

/** The middle 99.8 % of the finite values, from every k-th where there are many. */
function bulk(values: Values): { readonly low: number; readonly high: number } {
  const finite = values.filter(Number.isFinite);
  const every = Math.ceil(finite.length / SAMPLE);
  const sorted = finite.filter((_, index) => index % every === 0).sort();
  const cut = Math.min(Math.ceil(sorted.length * TAIL), Math.floor((sorted.length - 1) / 2));
  return { low: sorted[cut], high: sorted[sorted.length - 1 - cut] };
}
