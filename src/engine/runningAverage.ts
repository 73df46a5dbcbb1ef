import { attributesOf, type Convention } from './convention.js';
import { add, divide, multiply, productError, sumError, twoSum } from './doubleDouble.js';
import type { AverageState, LayerState } from './layer.js';
import type { Moments } from './moments.js';

/** Weights of one update: sum = keep · sum + take · batch. */
export interface UpdateWeights {
  readonly keep: number;
  readonly take: number;
}

/** @param trackedBefore training passes that the running values have already seen */
export function updateWeights(convention: Convention, trackedBefore: number, count: number): UpdateWeights {
  const { momentumWeighs } = convention;
  const { momentum } = attributesOf(convention);
  switch (convention.average) {
    case 'none':
      return { keep: 1, take: 0 };
    case 'mean-of-batches':
      return { keep: 1, take: 1 };
    case 'population':
      return { keep: 1, take: count };
    case 'normalized-sum':
      return { keep: momentum ?? 1, take: 1 };
    case 'exponential':
    case 'zero-debiased': {
      if (momentum === null) return { keep: 1 - 1 / (trackedBefore + 1), take: 1 / (trackedBefore + 1) };
      return momentumWeighs === 'batch'
        ? { keep: 1 - momentum, take: momentum }
        : { keep: momentum, take: 1 - momentum };
    }
  }
}

/** What an average holds before its first batch. */
function emptyAverage(groups: number): AverageState {
  return {
    mean: new Float64Array(groups),
    meanRest: new Float64Array(groups),
    var: new Float64Array(groups),
    weight: 0,
  };
}

/** Averages whose value is a sum over a weight, rather than the sum itself. */
export function isWeighed(average: Convention['average']): boolean {
  return average !== 'exponential' && average !== 'none';
}

/**
 * The running values after one more training pass, and the share of that batch in them.
 * @param storedVar the batch's variance as the convention stores it, [groups]
 */
export function updateRunning(
  convention: Convention,
  before: LayerState,
  moments: Moments,
  storedVar: Float64Array,
): { readonly after: LayerState; readonly batchWeight: number } {
  const groups = storedVar.length;
  const numBatchesTracked = before.numBatchesTracked + 1;
  const { keep, take } = updateWeights(convention, before.numBatchesTracked, moments.count);
  const hasWeight = isWeighed(convention.average);
  const old = hasWeight ? (before.average ?? emptyAverage(groups)) : runningSums(before, groups);
  const weight = hasWeight ? keep * old.weight + take : 1;
  const sums = { mean: new Float64Array(groups), meanRest: new Float64Array(groups), var: new Float64Array(groups) };
  // Without a weight the sums are the values.
  const runningMean = hasWeight ? new Float64Array(groups) : sums.mean;
  const runningMeanRest = hasWeight ? new Float64Array(groups) : sums.meanRest;
  const runningVar = hasWeight ? new Float64Array(groups) : sums.var;
  for (let group = 0; group < groups; group++) {
    const oldMean = old.mean[group];
    const batchMean = moments.shift[group] + moments.remainder[group];
    addScaled(old, keep, moments, take, sums, group);
    let variance = keep * old.var[group] + take * storedVar[group];
    if (convention.average === 'population' && old.weight > 0) {
      const gap = batchMean - oldMean / old.weight;
      variance += (gap * gap * old.weight * take) / weight;
    }
    sums.var[group] = variance;
    if (hasWeight) {
      runningVar[group] = variance / weight;
      const value = divide({ hi: sums.mean[group], lo: sums.meanRest[group] }, weight);
      runningMean[group] = value.hi;
      runningMeanRest[group] = value.lo;
    }
  }
  const batchWeight = take / weight;
  // Written out, as all of a pass that is made for every one of many: a spread behind another property takes a microsecond.
  const after = { ...before, runningMean, runningMeanRest, runningVar, numBatchesTracked };
  if (!hasWeight) return { after, batchWeight };
  const average = { mean: sums.mean, meanRest: sums.meanRest, var: sums.var, weight };
  averageInfiniteSums(convention, before, moments, storedVar, average, (keep * old.weight) / weight, after);
  return { after: { ...after, average }, batchWeight };
}

/**
 * keep · old + take · batch of one group in double-double, into `sums`: in numbers, not in objects that hold two, since
 * it runs for every channel of every pass.
 */
function addScaled(
  old: Pick<AverageState, 'mean' | 'meanRest'>,
  keep: number,
  { shift, remainder }: Moments,
  take: number,
  sums: { readonly mean: Float64Array; readonly meanRest: Float64Array },
  group: number,
): void {
  const mean = old.mean[group];
  const rest = mean + old.meanRest[group] === mean ? old.meanRest[group] : 0;
  const batch = shift[group] + remainder[group];
  const batchRest = sumError(shift[group], remainder[group], batch);
  const kept = mean * keep;
  const taken = batch * take;
  const keptRest = productError(mean, keep, kept) + rest * keep;
  const takenRest = productError(batch, take, taken) + batchRest * take;
  const whole = kept + taken;
  const low = sumError(kept, taken, whole) + (keptRest + takenRest);
  const hi = whole + low;
  sums.mean[group] = hi;
  sums.meanRest[group] = sumError(whole, low, hi);
}

/** A sum may be infinite where its average is not: that is taken of the average before and the batch, then. */
function averageInfiniteSums(
  { average }: Convention,
  before: LayerState,
  moments: Moments,
  storedVar: Float64Array,
  sums: AverageState,
  oldShare: number,
  values: Record<'runningMean' | 'runningMeanRest' | 'runningVar', Float64Array>,
): void {
  const share = 1 - oldShare;
  for (let group = 0; group < storedVar.length; group++) {
    const old = fitting(before.runningMean?.[group] ?? 0, before.runningMeanRest?.[group] ?? 0);
    const batch = twoSum(moments.shift[group], moments.remainder[group]);
    if (!Number.isFinite(sums.mean[group])) {
      const mean = add(multiply(old, oldShare), multiply(batch, share));
      values.runningMean[group] = mean.hi;
      values.runningMeanRest[group] = mean.lo;
    }
    if (!Number.isFinite(sums.var[group])) {
      const gap = average === 'population' ? batch.hi - old.hi : 0;
      const between = gap * oldShare * (gap * share);
      values.runningVar[group] = oldShare * (before.runningVar?.[group] ?? 0) + share * storedVar[group] + between;
    }
  }
}

function runningSums(state: LayerState, groups: number): AverageState {
  return {
    mean: state.runningMean ?? new Float64Array(groups),
    meanRest: state.runningMeanRest ?? new Float64Array(groups),
    var: state.runningVar ?? new Float64Array(groups),
    weight: 1,
  };
}

/** A mean with what rounding left out of it, unless that belongs to another mean. */
function fitting(mean: number, rest: number): { hi: number; lo: number } {
  return { hi: mean, lo: mean + rest === mean ? rest : 0 };
}
