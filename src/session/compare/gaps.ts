import { meanAt, normalizeOne, varianceAt, type Moments, type Normalizer } from '../../engine/index.js';
import { isEqualToRounding } from './agreement.js';
import type { FiniteRange } from './finiteRange.js';
import type { PassUnder } from './runUnder.js';

/** How far one quantity differs between two conventions after one pass. */
export interface Gaps {
  /** Largest magnitude; infinite where one of them is not a number and the other is. */
  readonly largest: number;
  /** Where it is. */
  readonly channel: number;
  /** The largest share of the quantity's own size. */
  readonly relative: number;
}

export const QUANTITIES = ['output', 'runningMean', 'runningVar', 'evalOutput'] as const;
export type Quantity = (typeof QUANTITIES)[number];
export type PassGaps = Readonly<Record<Quantity, Gaps | null>>;

/**
 * Where differences go, other minus baseline, [groups] each; 0 where both are the same NaN or infinity, and where they are
 * equal to rounding. Those of a quantity that one of them does not have stay as they are.
 */
export type Differences = Partial<Readonly<Record<Quantity, Float64Array>>>;

/**
 * Of two runs of one pass; null for a quantity that one of them does not have.
 * @param finite where the batch's extremes are infinite, those of its finite values
 */
export function gapsOf(
  baseline: PassUnder,
  other: PassUnder,
  moments: Moments,
  finite?: FiniteRange,
  into: Differences = {},
): PassGaps {
  const [a, b] = [baseline.statistics, other.statistics];
  if (!a || !b) return { output: null, runningMean: null, runningVar: null, evalOutput: null };
  const [evalA, evalB] = [baseline.evaluated, other.evaluated];
  return {
    output: outputGaps(a.normalizer, b.normalizer, moments, finite, into.output),
    runningMean: meanGapsOf(baseline, other, moments, into.runningMean),
    runningVar: varianceGaps(baseline.state.runningVar, other.state.runningVar, into.runningVar),
    evalOutput: evalA && evalB && outputGaps(evalA, evalB, moments, finite, into.evalOutput),
  };
}

/** Gathers the gaps of one quantity, group by group. There may be 10,000 passes of 65,536 groups. */
class Gathered implements Gaps {
  largest = 0;
  channel = 0;
  relative = 0;

  constructor(private readonly into: Float64Array | undefined) {}

  /** @param scale what a difference is measured against */
  add(group: number, difference: number, scale: number): void {
    const size = sizeOf(difference);
    const isEqual = isEqualToRounding(size, scale);
    if (this.into) this.into[group] = isEqual ? 0 : difference;
    if (isEqual) return;
    if (size > this.largest) {
      this.largest = size;
      this.channel = group;
    }
    this.relative = Math.max(this.relative, size / scale || Infinity);
  }
}

function meanGapsOf(
  { state: a }: PassUnder,
  { state: b }: PassUnder,
  moments: Moments,
  into: Float64Array | undefined,
): Gaps | null {
  const { runningMean: meanA } = a;
  const { runningMean: meanB } = b;
  if (!meanA || !meanB) return null;
  const gaps = new Gathered(into);
  for (let group = 0; group < meanA.length; group++) {
    // A mean that is 0 but for its rounding has the size of what it is the mean of.
    let scale = finiteSize(meanA[group], 0);
    scale = finiteSize(meanB[group], scale);
    scale = finiteSize(meanAt(moments, group), scale);
    scale = finiteSize(Math.sqrt(varianceAt(moments, group)), scale);
    gaps.add(group, difference(meanA[group], meanB[group]) + restOf(b, group) - restOf(a, group), scale);
  }
  return gaps;
}

/** The larger of two magnitudes; one that is not finite does not count. */
function finiteSize(value: number, other: number): number {
  return Number.isFinite(value) ? Math.max(Math.abs(value), other) : other;
}

function restOf({ runningMean, runningMeanRest }: PassUnder['state'], group: number): number {
  const rest = runningMeanRest?.[group] ?? 0;
  // What does not fit the mean belongs to another one.
  const mean = runningMean?.[group] ?? 0;
  return mean + rest === mean ? rest : 0;
}

function varianceGaps(a: Float64Array | null, b: Float64Array | null, into: Float64Array | undefined): Gaps | null {
  if (!a || !b) return null;
  const gaps = new Gathered(into);
  for (let group = 0; group < a.length; group++) {
    gaps.add(group, difference(a[group], b[group]), Math.max(Math.abs(a[group]), Math.abs(b[group])));
  }
  return gaps;
}

/**
 * Of y over all values of a batch, from its smallest and largest value alone: y is affine in x for both, so is their
 * difference, and it is largest at an end. An infinite end says nothing of the finite values, which have ends of their
 * own; at the infinite one both are infinite alike, unless one of them is NaN.
 */
function outputGaps(
  a: Normalizer,
  b: Normalizer,
  { min, max }: Moments,
  finite: FiniteRange | undefined,
  into: Float64Array | undefined,
): Gaps {
  const gaps = new Gathered(into);
  const ends = finite ? [min, max, finite.min, finite.max] : [min, max];
  for (let group = 0; group < min.length; group++) {
    let [most, scale] = [0, 1];
    for (let end = 0; end < ends.length; end++) {
      const x = ends[end][group];
      // Where no value is finite there are no inner ends.
      if (end > 1 && !Number.isFinite(x)) continue;
      const [yA, yB] = [outputOf(a, x, group), outputOf(b, x, group)];
      const gap = difference(yA, yB);
      if (end > 0 && !(sizeOf(gap) > sizeOf(most))) continue;
      most = gap;
      scale = Math.max(1, sizeIn(yA), sizeIn(yB));
    }
    gaps.add(group, most, scale);
  }
  return gaps;
}

/** What a difference is measured against; an output that is no number is not. */
function sizeIn(y: number): number {
  return Number.isFinite(y) ? Math.abs(y) : 1;
}

/** As whole tensors are normalized: by one factor, and what is added then. */
function outputOf(normalizer: Normalizer, x: number, group: number): number {
  const { shift, remainder, std, gamma, beta, renorm, extremes } = normalizer;
  if (extremes?.has(group)) return normalizeOne(x, group, normalizer).y;
  const centred = x - shift[group] - remainder[group];
  if (!renorm) return centred * (gamma[group] / std[group]) + beta[group];
  return centred * ((gamma[group] * renorm.r[group]) / std[group]) + (gamma[group] * renorm.d[group] + beta[group]);
}

function difference(a: number, b: number): number {
  return Object.is(a, b) || a === b ? 0 : b - a;
}

function sizeOf(value: number): number {
  return Number.isNaN(value) ? Infinity : Math.abs(value);
}
