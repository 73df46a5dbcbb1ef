import { scaleLinear, type ScaleLinear } from 'd3';
import type { ChannelGap, GapPart, GapSplit } from '../../../src/session/index.js';

/** A gap that could be split. */
export type Split = Extract<GapSplit, { kind: 'split' }>;
export type Steps = NonNullable<ChannelGap['steps']>;

/** As the session orders them: the columns of the table. */
export const parts = ['start', 'lag', 'outlier', 'between', 'stored', 'eps', 'input', 'other'] as const;
/** From the running values to the batch's. */
const meanSteps = ['start', 'lag', 'outlier', 'between', 'input', 'other'] as const;
const varianceSteps = ['start', 'lag', 'outlier', 'between', 'stored', 'input', 'eps', 'other'] as const;

export const placeOf = (part: GapPart): number => parts.indexOf(part);

/** Shares of causes under it are told in a line. */
export const toldShare = 0.05;
/** What rounds to nothing of the whole, and what rounding leaves of nothing. */
const negligible = 1e-9;
const rounding = 1e-13;

/** What a part takes of a channel's distance, in σ. */
export function partAt({ parts: all, channels }: Split, part: GapPart, channel: number): number {
  return all[placeOf(part) * channels + channel];
}

/** The part that takes most of a channel's distance; null where it cannot be split. */
export function largestPart(split: Split, channel: number): GapPart | null {
  let largest: GapPart | null = null;
  let most = -Infinity;
  for (const part of parts) {
    const size = partAt(split, part, channel);
    if (size > most) [largest, most] = [part, size];
  }
  return largest;
}

/**
 * The parts that have a column: what nothing takes has none, and where there is no room for all, those with the smallest shares
 * have none.
 * @param most columns, at least 1
 */
export function shownParts({ causes, evidence }: Split, most: number): GapPart[] {
  const shares = new Map(causes.map(({ part, share }) => [part, Math.abs(share)]));
  const share = (part: GapPart): number => shares.get(part) ?? 0;
  const wanted = parts.filter((part) => {
    if (part === 'other') return share(part) > negligible;
    return part !== 'stored' || evidence.storedVar !== 'biased' || share(part) > negligible;
  });
  const kept = [...wanted].sort((a, b) => share(b) - share(a)).slice(0, Math.max(1, most));
  return wanted.filter((part) => kept.includes(part));
}

/** What can be sorted by. */
export type GapSort = 'channel' | 'gap' | 'spread' | 'distance' | GapPart;

export function isGapSort(value: string): value is GapSort {
  return ['channel', 'gap', 'spread', 'distance', ...parts].includes(value);
}

/** The channels, the largest first, NaN before all; equal ones by number. */
export function gapOrder(split: Split, sort: GapSort): Uint32Array {
  const order = Uint32Array.from({ length: split.channels }, (_, channel) => channel);
  if (sort === 'channel') return order;
  const keys = sortKeys(split, sort).map((value) => (Number.isNaN(value) ? Infinity : value));
  // A distance that is no number comes first, whatever is sorted by.
  const nan = split.distance.map((value) => (Number.isNaN(value) ? 1 : 0));
  return order.sort((a, b) => nan[b] - nan[a] || (keys[a] === keys[b] ? a - b : keys[b] - keys[a]));
}

function sortKeys(split: Split, sort: Exclude<GapSort, 'channel'>): Float64Array {
  switch (sort) {
    case 'distance':
      return split.distance;
    case 'gap':
      return split.gap.map(Math.abs);
    case 'spread':
      return split.spread.map((spread) => Math.abs(Math.log(spread)));
    default: {
      const from = placeOf(sort) * split.channels;
      return split.parts.slice(from, from + split.channels).map(Math.abs);
    }
  }
}

/** How many channels are looked at for the scale; more would not move it. */
const sampled = 4096;
const nice = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 10];

/** Where the table's bars end, ± in σ: nine of ten of the largest parts in channels where it matters are within. */
export function barLimit(split: Split): number {
  const largest = (isCounted: (channel: number) => boolean): number[] => {
    const sizes: number[] = [];
    const stride = Math.max(1, Math.floor(split.channels / sampled));
    for (let channel = 0; channel < split.channels; channel += stride) {
      if (!isCounted(channel)) continue;
      const size = Math.max(...parts.map((part) => Math.abs(partAt(split, part, channel))));
      if (Number.isFinite(size) && size > 0) sizes.push(size);
    }
    return sizes.sort((a, b) => a - b);
  };
  const mattering = largest((channel) => split.matters[channel] === 1);
  const sizes = mattering.length > 0 ? mattering : largest(() => true);
  if (sizes.length === 0) return 1;
  const size = sizes[Math.floor(0.85 * (sizes.length - 1))];
  const power = 10 ** Math.floor(Math.log10(size));
  const limit = (nice.find((step) => step * power >= size * 0.999) ?? 10) * power;
  return Number(limit.toPrecision(2));
}

/** One row of a waterfall. */
export interface Step {
  readonly part: GapPart;
  /** Where its bar begins and ends, in σ or in shares of the running variance, counted from the running value. */
  readonly from: number;
  readonly to: number;
  readonly size: number;
  /** Whether it is too little to speak of. */
  readonly isMinor: boolean;
}

/** From the running value to the batch's: what every part adds. The last part is there only where it adds something. */
export function waterfall(quantity: 'mean' | 'variance', steps: Steps): readonly Step[] {
  const sizes = steps[quantity];
  const order = quantity === 'mean' ? meanSteps : varianceSteps;
  const most = Math.max(...order.map((part) => Math.abs(sizes[placeOf(part)])));
  let at = 0;
  return order
    .filter((part) => part !== 'other' || Math.abs(sizes[placeOf(part)]) > negligible * Math.max(1, most))
    .map((part) => {
      const exact = sizes[placeOf(part)];
      const size = Math.abs(exact) > rounding * most ? exact : 0;
      const from = at;
      at += size;
      return { part, from, to: at, size, isMinor: !(Math.abs(size) > 0.005 * most) };
    });
}

/** One scale for a waterfall, with all ends and the start on it. */
export function waterfallScale(
  steps: readonly Step[],
  start: number,
  width: number,
): { readonly scale: ScaleLinear<number, number>; readonly ticks: readonly number[] } {
  const ends = [start, ...steps.map(({ to }) => start + to)];
  let [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const scale = scaleLinear()
    .domain([low, high])
    .range([5, width - 5]);
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 56)));
  // d3 may give some more than there is room for.
  const isCrowded = ticks.length > 2 && width / ticks.length < 44;
  return { scale, ticks: isCrowded ? ticks.filter((_, at) => at % 2 === 0) : ticks };
}

/** The channel in which a cause takes most; undefined where it takes nothing. */
export function worstChannel(split: Split, part: GapPart): number | undefined {
  let worst: number | undefined;
  let most = 0;
  for (let channel = 0; channel < split.channels; channel++) {
    const size = partAt(split, part, channel);
    if (size > most) [worst, most] = [channel, size];
  }
  return worst;
}
