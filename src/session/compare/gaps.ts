import { meanOf, normalizeOne, scaleAndOffset, varianceOf, type Moments, type Normalizer } from '../../engine/index.js';
import { isEqualToRounding } from './agreement.js';
import type { FiniteRange } from './finiteRange.js';
import type { PassUnder } from './runUnder.js';

/** How far one quantity differs between two conventions after one pass. */
export interface Gaps {
  /** Other minus baseline, [groups]; 0 where both are the same NaN or infinity, and where they are equal to rounding. */
  readonly values: Float64Array;
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
 * Of two runs of one pass; null for a quantity that one of them does not have.
 * @param finite where the batch's extremes are infinite, those of its finite values
 */
export function gapsOf(baseline: PassUnder, other: PassUnder, moments: Moments, finite?: FiniteRange): PassGaps {
  const [a, b] = [baseline.statistics, other.statistics];
  if (!a || !b) return { output: null, runningMean: null, runningVar: null, evalOutput: null };
  const [evalA, evalB] = [baseline.evaluated, other.evaluated];
  return {
    output: outputGaps(a.normalizer, b.normalizer, moments, finite),
    runningMean: meanGapsOf(baseline, other, moments),
    runningVar: varianceGaps(baseline.state.runningVar, other.state.runningVar),
    evalOutput: evalA && evalB && outputGaps(evalA, evalB, moments, finite),
  };
}

function meanGapsOf({ state: a }: PassUnder, { state: b }: PassUnder, moments: Moments): Gaps | null {
  if (!a.runningMean || !b.runningMean) return null;
  const [meanA, meanB, batch, batchVar] = [
    a.runningMean,
    b.runningMean,
    meanOf(moments),
    varianceOf(moments, 'biased'),
  ];
  return collect(meanA.length, (group) => {
    // A mean that is 0 but for its rounding has the size of what it is the mean of.
    const sizes = [meanA[group], meanB[group], batch[group], Math.sqrt(batchVar[group])].map(Math.abs);
    return [
      difference(meanA[group], meanB[group]) + restOf(b, group) - restOf(a, group),
      Math.max(0, ...sizes.filter(Number.isFinite)),
    ];
  });
}

function restOf(state: PassUnder['state'], group: number): number {
  const rest = state.runningMeanRest?.[group] ?? 0;
  // What does not fit the mean belongs to another one.
  const mean = state.runningMean?.[group] ?? 0;
  return mean + rest === mean ? rest : 0;
}

function varianceGaps(a: Float64Array | null, b: Float64Array | null): Gaps | null {
  if (!a || !b) return null;
  return collect(a.length, (group) => [
    difference(a[group], b[group]),
    Math.max(Math.abs(a[group]), Math.abs(b[group])),
  ]);
}

/**
 * Of y over all values of a batch, from its smallest and largest value alone: y is affine in x for both, so is their
 * difference, and it is largest at an end. An infinite end says nothing of the finite values, which have ends of their
 * own; at the infinite one both are infinite alike, unless one of them is NaN.
 */
function outputGaps(a: Normalizer, b: Normalizer, { min, max }: Moments, finite?: FiniteRange): Gaps {
  const [yOfA, yOfB] = [outputOf(a), outputOf(b)];
  return collect(min.length, (group) => {
    const inner = finite ? [finite.min[group], finite.max[group]].filter(Number.isFinite) : [];
    const ends = [min[group], max[group], ...inner].map((x) => {
      const [yA, yB] = [yOfA(x, group), yOfB(x, group)];
      return [difference(yA, yB), Math.max(1, sizeIn(yA), sizeIn(yB))] as const;
    });
    return ends.reduce((most, end) => (sizeOf(end[0]) > sizeOf(most[0]) ? end : most));
  });
}

/** What a difference is measured against; an output that is no number is not. */
function sizeIn(y: number): number {
  return Number.isFinite(y) ? Math.abs(y) : 1;
}

function outputOf(normalizer: Normalizer): (x: number, group: number) => number {
  const { shift, remainder, extremes } = normalizer;
  const { scale, offset } = scaleAndOffset(normalizer);
  return (x, group) =>
    extremes?.has(group)
      ? normalizeOne(x, group, normalizer).y
      : (x - shift[group] - remainder[group]) * scale[group] + offset[group];
}

function collect(groups: number, at: (group: number) => readonly [difference: number, scale: number]): Gaps {
  const values = new Float64Array(groups);
  let [largest, channel, relative] = [0, 0, 0];
  for (let group = 0; group < groups; group++) {
    const [value, scale] = at(group);
    const size = sizeOf(value);
    if (isEqualToRounding(size, scale)) continue;
    values[group] = value;
    if (size > largest) [largest, channel] = [size, group];
    relative = Math.max(relative, size / scale || Infinity);
  }
  return { values, largest, channel, relative };
}

function difference(a: number, b: number): number {
  return Object.is(a, b) || a === b ? 0 : b - a;
}

function sizeOf(value: number): number {
  return Number.isNaN(value) ? Infinity : Math.abs(value);
}
