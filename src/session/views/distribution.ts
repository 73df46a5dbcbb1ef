import {
  evalNormalizer,
  normalizeOne,
  sigmaAt,
  type Layer,
  type LayerState,
  type Layout,
  type Normalizer,
} from '../../engine/index.js';
import type { Session } from '../run/index.js';
import type { BatchAccess } from '../batches/index.js';
import { niceBins, type Bins } from './binning.js';
import { channelPieces } from './channelPieces.js';
import { extentOfPieces, type Extent } from './channelValues.js';
import { Histogram, identity, seriesOf, type Counted } from './histogram.js';
import { channelMeanAndVariance, passNormalizer } from '../records/index.js';
import { assertChannel, shownPass } from './shownPass.js';
import type { Distribution } from './view.js';

/** Gives 0.25 for a range of 12 units: bars as narrow as the panel can draw. */
const MOST_BINS = 40;
const FEWEST_BINS = 12;
/** Beyond this |mean| / σ a shared axis would show x or x̂ as one bar. */
const OWN_AXIS_MEAN = 20;
/** Beyond this ratio of their spreads, too: the narrower one would be a few bins wide. */
const OWN_AXIS_SPREAD = 10;

/** One of x, x̂, eval's x̂ and y: an affine function of x. */
interface Series {
  readonly of: (x: number) => number;
  /** The same, for counting. */
  readonly counted: Counted;
  /** [mean, σ] */
  readonly moments: Float64Array;
}

/** Histograms of one channel's x, x̂ and y at one pass, and of x̂ as eval would give it after the pass. */
export async function distribution(
  session: Session,
  request: { readonly pass: number | null; readonly channel: number; readonly bins?: number },
  access: BatchAccess,
): Promise<Distribution> {
  const shown = await shownPass(session, request.pass, access);
  const { channel } = request;
  assertChannel(channel, shown);
  const pieces = () => channelPieces(access, shown, channel);
  const extent = await extentOfPieces(pieces, shown.moments, channel);
  const { count } = shown.layout;
  const least = request.bins ?? binsFor(count);

  const [mean] = channelMeanAndVariance(shown.moments, channel);
  const x: Series = {
    of: (value) => value,
    counted: identity,
    moments: Float64Array.of(mean, sigmaAt(shown.moments, channel)),
  };
  const { record, layer } = shown;
  const used = record && passNormalizer(record);
  const [remembered, place] = record ? evalOf(layer, record.after, shown.layout, channel) : [null, 0];
  const series = (by: Normalizer, at: number, kind: 'normalized' | 'y', scale: number): Series => {
    const of = (value: number) => normalizeOne(value, at, by)[kind];
    const moments = Float64Array.of(of(mean), Math.abs(scale) * x.moments[1]);
    return { of, counted: seriesOf(by, at, kind), moments };
  };
  const normalized = used && series(used, channel, 'normalized', 1 / used.std[channel]);
  const evalNormalized = remembered && series(remembered, place, 'normalized', 1 / remembered.std[place]);
  const y = used && !used.linear ? series(used, channel, 'y', used.gamma[channel] / used.std[channel]) : null;

  const own = normalized && needsOwnAxis(extent, normalized) ? niceBins(extent.low, extent.high, least) : null;
  // Eval's x̂ may lie thousands of σ away: it widens the axis only while that leaves room for the others.
  const isEvalNear = evalNormalized && Math.abs(evalNormalized.moments[0]) <= OWN_AXIS_MEAN;
  const bins = binsOver([own ? null : x, normalized, y, isEvalNear ? evalNormalized : null], extent, least);
  const histogram = (of: Series | null) => of && new Histogram(of.counted, bins);
  const histograms = {
    x: new Histogram(x.counted, own ?? bins),
    normalized: histogram(normalized),
    evalNormalized: histogram(evalNormalized),
    y: histogram(y),
  };
  for await (const values of pieces()) {
    for (const each of Object.values(histograms)) each?.add(values);
  }
  return {
    edges: bins.edges,
    xEdges: own?.edges ?? null,
    x: histograms.x.shares(count),
    normalized: histograms.normalized?.shares(count) ?? null,
    evalNormalized: histograms.evalNormalized?.shares(count) ?? null,
    y: histograms.y?.shares(count) ?? null,
    moments: {
      x: x.moments,
      normalized: momentsOf(normalized),
      evalNormalized: momentsOf(evalNormalized),
      y: momentsOf(y),
    },
    nonFinite: extent.nonFinite,
  };
}

/** What eval would take x to x̂ with, and the channel's place in it; null without running values. */
function evalOf(layer: Layer, state: LayerState, layout: Layout, channel: number): [Normalizer | null, number] {
  const { runningMean, runningVar, runningMeanRest, numBatchesTracked } = state;
  if (!runningMean || !runningVar) return [null, 0];
  // Emulated code computes several channels together.
  if (layer.emulation) return [evalNormalizer(layer, state, layout), channel];
  const one = (values: Float64Array) => values.slice(channel, channel + 1);
  const alone = {
    gamma: null,
    beta: null,
    runningMean: one(runningMean),
    runningVar: one(runningVar),
    numBatchesTracked,
  };
  return [evalNormalizer(layer, runningMeanRest ? { ...alone, runningMeanRest: one(runningMeanRest) } : alone), 0];
}

function needsOwnAxis({ mean, sigma }: Extent, normalized: Series): boolean {
  // A constant has no σ to measure by; next to x̂ = 0 it is a bar like any other.
  if (sigma === 0) return Math.abs(mean) > OWN_AXIS_MEAN;
  const spread = sigma / normalized.moments[1];
  return Math.abs(mean) > OWN_AXIS_MEAN * sigma || spread > OWN_AXIS_SPREAD || spread < 1 / OWN_AXIS_SPREAD;
}

function binsOver(series: readonly (Series | null)[], { low, high }: Extent, least: number): Bins {
  const ends = series.flatMap((one) => (one ? [one.of(low), one.of(high)] : [])).filter(Number.isFinite);
  return ends.length > 0 ? niceBins(Math.min(...ends), Math.max(...ends), least) : niceBins(-1, 1, least);
}

function momentsOf(series: Series | null): Float64Array {
  return series?.moments ?? Float64Array.of(NaN, NaN);
}

/** A little more than Rice's rule, within what can be drawn: with few values, narrow bars show noise and no shape. */
function binsFor(count: number): number {
  return Math.max(FEWEST_BINS, Math.min(MOST_BINS, Math.ceil(2.5 * Math.cbrt(count))));
}
