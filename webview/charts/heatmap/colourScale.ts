import { extent, nice, rgb } from 'd3';
import type { ColourMap } from './colourMaps.js';

/** Values to colours. What is beyond the domain has the colour of its end. */
export interface ColourScale {
  readonly domain: readonly [low: number, high: number];
  readonly isLogarithmic: boolean;
  /** Place of a finite value on the map and on the legend, 0 to 1. */
  readonly share: (value: number) => number;
  readonly map: ColourMap;
}

/** Symmetric around `middle`, which has the map's middle colour. */
export function divergingScale(map: ColourMap, limit: number, middle = 0): ColourScale {
  const reach = limit > 0 ? limit : 1;
  return {
    domain: [middle - reach, middle + reach],
    isLogarithmic: false,
    share: (value) => clamp(0.5 + (value - middle) / (2 * reach)),
    map,
  };
}

/** From the smallest to the largest finite value; logarithmic where their ratio is above 100. */
export function sequentialScale(map: ColourMap, values: Iterable<number>): ColourScale {
  const finite = [...values].filter(Number.isFinite);
  const [low = 0, high = 1] = extent(finite);
  if (low < 0 || high <= 100 * low || high <= 0) return linear(map, low, high);
  // Without a value above 0 at the low end the ratio has no bound: the smallest positive one stands for it.
  const positive = low > 0 ? low : finite.reduce((least, value) => (value > 0 && value < least ? value : least), high);
  if (high <= 100 * positive) return linear(map, low, high);
  const span = Math.log(high / positive);
  return {
    domain: [positive, high],
    isLogarithmic: true,
    share: (value) => (value > 0 ? clamp(Math.log(value / positive) / span) : 0),
    map,
  };
}

function linear(map: ColourMap, low: number, high: number): ColourScale {
  const span = high - low || 1;
  return { domain: [low, high], isLogarithmic: false, share: (value) => clamp((value - low) / span), map };
}

/** The largest magnitude of the finite values, rounded up to a number that is easy to read. */
export function niceLimit(...arrays: readonly (ArrayLike<number> | null)[]): number {
  const most = largestDistance(0, ...arrays);
  return most > 0 ? nice(0, most, 5)[1] : 1;
}

/** The largest distance of a finite value from `middle`; 0 where there is none. */
export function largestDistance(middle: number, ...arrays: readonly (ArrayLike<number> | null)[]): number {
  let most = 0;
  for (const array of arrays) {
    for (let i = 0; array && i < array.length; i++) {
      const distance = Math.abs(array[i] - middle);
      if (distance > most && distance < Infinity) most = distance;
    }
  }
  return most;
}

/** How many colours a painted picture tells apart; odd, so that the middle has one of its own. */
const tableSize = 511;

/** The scale's colours as [r, g, b] bytes, for painting many cells: entry `round(share · (length / 3 − 1))`. */
export function colourTable(map: ColourMap): Uint8ClampedArray {
  const table = new Uint8ClampedArray(tableSize * 3);
  for (let i = 0; i < tableSize; i++) {
    const { r, g, b } = rgb(map(i / (tableSize - 1)));
    table.set([r, g, b], i * 3);
  }
  return table;
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
