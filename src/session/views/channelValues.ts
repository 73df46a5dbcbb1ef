import { sigmaAt, type Layout, type Moments, type Values } from '../../engine/index.js';

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
  const extent = new ExtentOf(values.length);
  extent.add(values);
  return extent.finish();
}

/** The extent of a channel that may be larger than memory. What its moments tell already is not read again. */
export async function extentOfPieces(
  pieces: () => AsyncIterable<Values>,
  moments: Moments,
  group: number,
): Promise<Extent> {
  if (moments.nonFinite[group] === 0) {
    const mean = moments.shift[group] + moments.remainder[group];
    const sigma = sigmaAt(moments, group);
    const [low, high] = [moments.min[group], moments.max[group]];
    if (!isFarOut(mean, sigma, low, high)) return { mean, sigma, low, high, nonFinite: 0 };
  }
  const extent = new ExtentOf(moments.count);
  for await (const values of pieces()) extent.add(values);
  return extent.finish();
}

function isFarOut(mean: number, sigma: number, low: number, high: number): boolean {
  return high - mean > FAR_OUT * sigma || mean - low > FAR_OUT * sigma;
}

/** One way through the values of a channel. */
class ExtentOf {
  #seen = 0;
  #finite = 0;
  #low = Infinity;
  #high = -Infinity;
  /** Sums around a value of the channel, whose own size would cost them their digits. */
  #shift = 0;
  #sum = 0;
  #squares = 0;
  readonly #sample: number[] = [];
  readonly #every: number;

  constructor(count: number) {
    this.#every = Math.ceil(count / SAMPLE);
  }

  add(values: Values): void {
    for (const value of values) {
      this.#seen++;
      if (!Number.isFinite(value)) continue;
      if (this.#finite === 0) this.#shift = value;
      if (this.#finite++ % this.#every === 0) this.#sample.push(value);
      const deviation = value - this.#shift;
      this.#sum += deviation;
      this.#squares += deviation * deviation;
      if (value < this.#low) this.#low = value;
      if (value > this.#high) this.#high = value;
    }
  }

  finish(): Extent {
    const nonFinite = this.#seen - this.#finite;
    if (this.#finite === 0) return { mean: NaN, sigma: NaN, low: NaN, high: NaN, nonFinite };
    const offset = this.#sum / this.#finite;
    const mean = this.#shift + offset;
    const sigma = Math.sqrt(Math.max(0, this.#squares / this.#finite - offset * offset));
    const [low, high] = [this.#low, this.#high];
    return { mean, sigma, ...(isFarOut(mean, sigma, low, high) ? bulk(this.#sample) : { low, high }), nonFinite };
  }
}

/** The middle 99.8 % of a sample. */
function bulk(sample: readonly number[]): { readonly low: number; readonly high: number } {
  const sorted = Float64Array.from(sample).sort();
  const cut = Math.min(Math.ceil(sorted.length * TAIL), Math.floor((sorted.length - 1) / 2));
  return { low: sorted[cut], high: sorted[sorted.length - 1 - cut] };
}
