import { meanAt, sigmaAt, varianceAt, type Layer, type LayerState, type Moments } from '../../engine/index.js';
import type { ComputedPass } from '../records/index.js';
import { Level } from './level.js';
import { GAP_PARTS, PART } from './parts.js';
import { TrainBatches } from './trainBatches.js';
import { windowLength, type TrainHistory, type Weights } from './trainHistory.js';

/** A batch and the layer that it would be evaluated with. */
export interface Evaluated {
  readonly layer: Layer;
  readonly moments: Moments;
  /** The running values that eval takes. */
  readonly state: LayerState;
}

/** The gap of a channel that matters, in running σ, and the spreads. */
const matteringGap = 0.25;
const matteringSpreads = [0.8, 1.25] as const;

/** Whether eval gives a channel something else than train in a way that matters. */
export function matters(gap: number, spread: number): boolean {
  const [least, most] = matteringSpreads;
  return !(Math.abs(gap) <= matteringGap && spread >= least && spread <= most);
}

/**
 * The gap of one channel after another, split into its parts. What it says is of the channel that was split last; one object
 * serves all channels.
 *
 * Every mean is taken from that of the evaluated batch, so that nothing cancels where they are large: the parts of the
 * mean add up to g, those of the variance to s² − 1, and those of the distance to d.
 */
export class ChannelSplit {
  /** [parts] each; all NaN where there is nothing to split: a running variance that is not above 0, or numbers that are not finite. */
  readonly mean = new Float64Array(GAP_PARTS.length);
  readonly variance = new Float64Array(GAP_PARTS.length);
  readonly distances = new Float64Array(GAP_PARTS.length);
  /** g = (μ − running mean) / √(running var + eps) */
  gap = NaN;
  /** s = √((σ² + eps) / (running var + eps)) */
  spread = NaN;
  /** d = √(g² + (s − 1)²ρ), ρ = σ² / (σ² + eps) */
  distance = NaN;
  /** Σwᵢ·Lᵢ counted from the origin, and Σwᵢ·Vᵢ. */
  meanLevels = NaN;
  varianceLevels = NaN;
  /** B′, how much of the variance between batches the evaluated one shows. */
  scatterSeen = NaN;
  /** Where the batches of the window lie, counted from `origin`. */
  readonly level: Level;
  /** The first train pass of the window. */
  readonly windowStart: number;
  /** What means are counted from, and μ of the evaluated batch from there. */
  origin = NaN;
  rest = NaN;
  /** μ of every train pass, counted from the origin, and σ², [k]. */
  readonly means: Float64Array;
  readonly variances: Float64Array;

  private readonly batches: TrainBatches;
  private readonly windowMeans: Float64Array;
  private readonly windowVariances: Float64Array;

  constructor(
    private readonly history: TrainHistory,
    private readonly evaluated: Evaluated,
  ) {
    const { passes } = history;
    this.windowStart = passes.length - windowLength(history);
    this.batches = new TrainBatches(passes);
    this.means = new Float64Array(passes.length);
    this.variances = new Float64Array(passes.length);
    this.windowMeans = this.means.subarray(this.windowStart);
    this.windowVariances = this.variances.subarray(this.windowStart);
    this.level = new Level(Float64Array.from(passes.slice(this.windowStart), ({ moments }) => moments.count));
  }

  /**
   * @param at the channel's place in the evaluated moments, where these are not of all
   * @returns whether there is something to split
   */
  split(channel: number, at = channel): boolean {
    const { moments, state, layer } = this.evaluated;
    const { eps } = layer.convention;
    const { mean, variance, distances } = this;
    const [runningMean, runningVar] = [state.runningMean?.[channel] ?? NaN, state.runningVar?.[channel] ?? NaN];
    const batchVar = varianceAt(moments, at);
    const sigma = Math.sqrt(runningVar + eps);
    this.origin = moments.shift[at];
    this.rest = moments.remainder[at];
    this.gap = (this.origin - runningMean + this.rest) / sigma;
    // Where the square is too large or too small for float64, eps is nothing beside it, or all there is.
    this.spread = Math.hypot(sigmaAt(moments, at), Math.sqrt(eps)) / sigma;
    const whole = batchVar === 0 ? 0 : batchVar / (batchVar + eps);
    const widening = (this.spread - 1) * Math.sqrt(whole);
    this.distance = Math.hypot(this.gap, widening);
    mean.fill(NaN);
    variance.fill(NaN);
    distances.fill(NaN);
    if (!(runningVar > 0) || !Number.isFinite(this.distance) || !Number.isFinite(runningVar + batchVar)) return false;
    this.batches.read(channel, this.origin, this.means, this.variances);
    if (this.means.length > 0) this.level.fit(this.windowMeans, this.windowVariances);
    this.splitMean(channel, runningMean);
    this.splitVariance(channel, runningVar, batchVar);
    for (let part = 0; part < mean.length; part++) {
      mean[part] /= sigma;
      variance[part] /= runningVar;
      const spreading = ((this.spread - 1) * whole * variance[part]) / (this.spread + 1);
      distances[part] = this.distance === 0 ? 0 : (this.gap * mean[part] + spreading) / this.distance;
    }
    return true;
  }

  /** How much the running values would be others, were a batch of the window at its level: in its σ and σ², so that channels compare. */
  effectOf(at: number): number {
    const { level, windowStart, means, variances, history } = this;
    const i = windowStart + at;
    const moved = (history.mean.batches[i] * (means[i] - level.means[at])) / Math.sqrt(level.variance);
    const widened = (history.variance.batches[i] * (variances[i] - level.variances[at])) / level.variance;
    return Math.abs(moved) + Math.abs(widened);
  }

  private splitMean(channel: number, runningMean: number): void {
    const { mean, means, level, windowStart, origin, rest } = this;
    const { mean: weights } = this.history;
    // No train pass, no level: then all of it is the start.
    const newest = Number.isNaN(level.mean) ? rest : level.mean;
    const start = weights.start === 0 ? 0 : (weights.given.runningMean?.[channel] ?? NaN) - origin;
    let computed = weights.start * start;
    let [levels, lag, outlier, between] = [0, 0, 0, 0];
    for (let i = 0; i < means.length; i++) {
      const weight = weights.batches[i];
      // What was forgotten may have been NaN.
      if (weight === 0) continue;
      const at = i - windowStart;
      const line = at < 0 ? means[i] : level.means[at];
      computed += weight * means[i];
      levels += weight * line;
      lag += weight * (newest - line);
      if (at < 0) continue;
      if (level.isOutlier[at]) outlier += weight * (line - means[i]);
      else between += weight * (line - means[i]);
    }
    this.meanLevels = levels;
    mean.fill(0);
    mean[PART.start] = weights.start * (newest - start);
    mean[PART.lag] = lag;
    mean[PART.outlier] = outlier;
    mean[PART.between] = between;
    mean[PART.input] = rest - newest;
    mean[PART.other] = computed - (runningMean - origin);
  }

  private splitVariance(channel: number, runningVar: number, batchVar: number): void {
    const { variance, variances, level, windowStart, evaluated, history } = this;
    const { variance: weights, passes } = history;
    const { eps } = evaluated.layer.convention;
    const { factors, hasSeen } = this.batches;
    const newest = Number.isNaN(level.variance) ? batchVar : level.variance;
    const averaged = averagedSigma(evaluated.state, channel);
    const start = weights.start === 0 ? 0 : startVariance(weights, history, channel, averaged, eps);
    let computed = weights.start * start;
    let [levels, lag, outlier, between, stored] = [0, 0, 0, 0, 0];
    for (let i = 0; i < variances.length; i++) {
      const weight = weights.batches[i];
      if (weight === 0) continue;
      const at = i - windowStart;
      const line = at < 0 ? variances[i] : level.variances[at];
      const kept = averaged === null ? variances[i] * factors[i] : averagedVariance(passes[i], variances[i], averaged);
      const seen = hasSeen ? weight * this.seenBetween(i, channel) : 0;
      computed += weight * kept + seen;
      levels += weight * line;
      lag += weight * (newest - line);
      stored += weight * (variances[i] - kept);
      between -= seen;
      if (at < 0) continue;
      if (level.isOutlier[at]) outlier += weight * (line - variances[i]);
      else between += weight * (line - variances[i]);
    }
    const scatter = passes.length === 0 ? 0 : Math.min(Math.max(batchVar - newest, 0), level.scatter || 0);
    this.varianceLevels = levels;
    this.scatterSeen = scatter;
    variance.fill(0);
    variance[PART.start] = weights.start * (newest - start);
    variance[PART.lag] = lag;
    variance[PART.outlier] = outlier;
    variance[PART.stored] = stored;
    variance[PART.between] = between + scatter;
    variance[PART.input] = batchVar - newest - scatter;
    variance[PART.eps] = (-(batchVar - runningVar) * eps) / (runningVar + eps);
    variance[PART.other] = computed - runningVar;
  }

  /** What an average over the population has seen of the variance between a batch and those before it. */
  private seenBetween(i: number, channel: number): number {
    const { passes, shares } = this.history;
    const { layer, moments, before } = passes[i];
    if (layer.convention.average !== 'population' || shares[i] === 1) return 0;
    return (1 - shares[i]) * (meanAt(moments, channel) - (before.runningMean?.[channel] ?? 0)) ** 2;
  }
}

/** Batch renormalization averages σ: its average, of which the running variance is the square without eps. */
function averagedSigma({ renorm }: LayerState, channel: number): number | null {
  return renorm?.movingStd[channel] ?? null;
}

/**
 * What of a batch goes into a running variance that is the square of an averaged σ: each σᵢ times that average, which is linear
 * in them.
 */
function averagedVariance({ layer, moments }: ComputedPass, variance: number, averaged: number): number {
  const { convention } = layer;
  const { count } = moments;
  const normalizing = convention.normalizingVar === 'biased' ? variance : (variance * count) / (count - 1);
  return averaged * Math.sqrt(normalizing + convention.eps) - convention.eps;
}

function startVariance(
  { given }: Weights,
  { passes }: TrainHistory,
  channel: number,
  averaged: number | null,
  eps: number,
): number {
  const variance = given.runningVar?.[channel] ?? NaN;
  if (averaged === null) return variance;
  // Before the first train pass there is no average yet: it begins with 1, whatever the running variance is.
  const begins = given.renorm?.movingStd[channel] ?? (passes.length > 0 ? 1 : Math.sqrt(variance + eps));
  return averaged * begins - eps;
}
