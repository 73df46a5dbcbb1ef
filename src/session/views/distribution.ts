import { evalNormalizer, normalizeOne, type AffineSeries, type Normalizer } from '../../engine/index.js';
import type { Session } from '../session.js';
import type { BatchAccess } from './batchAccess.js';
import { niceBins, type Bins } from './binning.js';
import { channelPieces } from './channelPieces.js';
import { extentOfPieces, type Extent } from './channelValues.js';
import { channelMeanAndVariance } from './meanGap.js';
import { passNormalizer } from './passNormalizer.js';
import { assertChannel, shownPass } from './shownPass.js';
import { Histogram, type SeriesOfX } from './histogram.js';
import type { Distribution } from './view.js';

/** Gives 0.25 for a range of 12 units: bars as narrow as the panel can draw. */
const MOST_BINS = 40;
const FEWEST_BINS = 12;
/** Beyond this |mean| / σ a shared axis would show x or x̂ as one bar. */
const OWN_AXIS_MEAN = 20;
/** Beyond this ratio of their spreads, too: the narrower one would be a few bins wide. */
const OWN_AXIS_SPREAD = 10;

/** One of x, x̂, eval's x̂ and y. */
interface Series extends SeriesOfX {
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
  const pieces = () => channelPieces(access, shown, session.layer, channel);
  const extent = await extentOfPieces(pieces, shown.moments, channel);
  const { count } = shown.layout;
  const least = request.bins ?? binsFor(count);

  const [mean, variance] = channelMeanAndVariance(shown.moments, channel);
  const x: Series = { of: (value) => value, affine: identity, moments: Float64Array.of(mean, Math.sqrt(variance)) };
  const through = (normalizer: Normalizer, what: 'normalized' | 'y'): Series => {
    const of = (value: number) => normalizeOne(value, channel, normalizer)[what];
    const affine = affineOf(normalizer, channel, what);
    const scale = (what === 'y' ? normalizer.gamma[channel] : 1) / normalizer.std[channel];
    return { of, affine, moments: Float64Array.of(of(mean), Math.abs(scale) * x.moments[1]) };
  };
  const { record } = shown;
  const used = record && passNormalizer(session.layer, record);
  const remembered = record?.after.runningMean ? evalNormalizer(session.layer, record.after, shown.layout) : null;
  const normalized = used && through(used, 'normalized');
  const evalNormalized = remembered && through(remembered, 'normalized');
  const y = used && !used.linear ? through(used, 'y') : null;

  const own = normalized && needsOwnAxis(extent, normalized) ? niceBins(extent.low, extent.high, least) : null;
  // Eval's x̂ may lie thousands of σ away: it widens the axis only while that leaves room for the others.
  const isEvalNear = evalNormalized && Math.abs(evalNormalized.moments[0]) <= OWN_AXIS_MEAN;
  const bins = binsOver([own ? null : x, normalized, y, isEvalNear ? evalNormalized : null], extent, least);
  const histogram = (series: Series | null, of = bins) => series && new Histogram(series, of);
  const histograms = {
    x: new Histogram(x, own ?? bins),
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

const identity: AffineSeries = { shift: 0, remainder: 0, std: 1, factor: 1, added: 0, gamma: 1, beta: 0 };

function affineOf(normalizer: Normalizer, group: number, what: 'normalized' | 'y'): AffineSeries | null {
  const { shift, remainder, std, gamma, beta, renorm, arithmetic } = normalizer;
  if (arithmetic === 'float32') return null;
  return {
    shift: shift[group],
    remainder: remainder[group],
    std: std[group],
    factor: renorm?.r[group] ?? 1,
    added: renorm?.d[group] ?? 0,
    gamma: what === 'y' ? gamma[group] : 1,
    beta: what === 'y' ? beta[group] : 0,
  };
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
