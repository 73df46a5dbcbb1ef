import type { BinEdges } from '../../engine/index.js';

/** Bins of one nice width on a value axis: `count` half-open bins from `first * width` on, the last one closed. */
export interface Bins extends BinEdges {
  /** Index of the bin that holds a value; −1 beyond the edges and for NaN. */
  indexOf(value: number): number;
}

/** Multiples of a power of ten that people read easily. */
const NICE_STEPS = [1, 2, 2.5, 5, 10];

/**
 * Bins that cover [low, high] with at least `least` bins (and fewer than 2.5 times as many), whose edges are multiples of
 * 1, 2, 2.5 or 5 times a power of ten.
 */
export function niceBins(low: number, high: number, least: number): Bins {
  // A constant has no spread of its own; a thousandth of its size keeps the edges apart in float64.
  const spread = high > low ? high - low : Math.abs(high) / 1000 || 1;
  const { step, exponent } = niceStep(spread / least);
  // Dividing by 10^k is exact where multiplying by 10^−k is not: 3 / 10, not 3 · 0.1.
  const scale = 10 ** Math.abs(exponent);
  const edge = (k: number): number => (exponent < 0 ? (k * step) / scale : k * step * scale);
  const width = edge(1);
  // Of large numbers the product may be rounded to beyond the value that it is to enclose.
  const floor = Math.floor(low / width);
  const first = edge(floor) > low ? floor - 1 : floor;
  const ceiling = Math.max(first + 1, Math.ceil(high / width));
  const count = (edge(ceiling) < high ? ceiling + 1 : ceiling) - first;
  const edges = Float64Array.from({ length: count + 1 }, (_, i) => edge(first + i));
  return {
    edges,
    width,
    first,
    indexOf(value) {
      if (!(value >= edges[0] && value <= edges[count])) return -1;
      const guess = Math.min(count - 1, Math.max(0, Math.floor(value / width) - first));
      // The quotient may be rounded over an edge.
      if (value < edges[guess]) return guess - 1;
      return guess < count - 1 && value >= edges[guess + 1] ? guess + 1 : guess;
    },
  };
}

/** The largest nice step that is not above `limit`. */
function niceStep(limit: number): { readonly step: number; readonly exponent: number } {
  const exponent = Math.floor(Math.log10(limit));
  const mantissa = limit / 10 ** exponent;
  const step = NICE_STEPS.findLast((nice) => nice <= mantissa * (1 + 1e-12)) ?? 1;
  return { step, exponent };
}
