import { meanOf, varianceOf, type LayerState } from '../../../engine/index.js';
import { swapEvidence, swapText, type SwapEvidence } from '../../layers/index.js';
import { numberText } from '../../numberText.js';
import type { PassRecord } from '../../records/index.js';
import { telling, type Limits, type Rule, type Telling, type Words } from '../rule.js';
import { type AtStart, Starts } from '../starts.js';

const thresholds = {
  leastChannels: { default: 4, source: 'Fewer channels may fit by chance.' },
  near: {
    default: 1,
    source:
      'Median over the channels of |mean gap| in σ and |log of the ratio of the variances|: a batch that fits is within 1.',
  },
  nearer: { default: 5, source: 'The batch lies so many times nearer to the running values when they are exchanged.' },
};

/** Of one start. */
interface Swap {
  readonly initial: LayerState;
  readonly negative: SwapEvidence | null;
  /** How far the first batch is from the running values. */
  fit: Fit | null;
}

interface Fit {
  readonly pass: number;
  readonly asItIs: number;
  readonly exchanged: number;
}

/**
 * A start whose running mean and variance stand in each other's place. Two kinds of evidence: a variance with negative values
 * beside a mean without any; and a first batch that lies at once where the two would put it if they were exchanged.
 */
export const swappedStatistics: Rule<Starts<Swap>, typeof thresholds> = {
  id: 'swapped-statistics',
  thresholds,
  link: 'https://github.com/gmalivenko/pytorch2keras/issues/120',
  explains: ['negative-variance'],

  start: (_layer, first) =>
    new Starts(first, (initial) => {
      const { runningMean, runningVar } = initial;
      const negative = runningMean && runningVar ? swapEvidence(runningMean, runningVar) : null;
      return { initial, negative, fit: null };
    }),

  see(starts, look) {
    const swap = starts.see(look);
    swap.fit ??= fitOf(swap.initial, look.pass, look.record);
  },

  tell: (starts, limits) => starts.all.flatMap((start) => tellStart(start, limits)),
};

function tellStart(
  { about: { initial, negative, fit }, pass, lastPass }: AtStart<Swap>,
  { leastChannels, near, nearer }: Limits<typeof thresholds>,
): readonly Telling[] {
  const channels = initial.runningMean?.length ?? 0;
  const isNearer =
    fit !== null &&
    channels >= leastChannels &&
    fit.exchanged < near &&
    fit.asItIs > Math.max(near, nearer * fit.exchanged);
  const words = negative ? negativeWords(negative, pass) : isNearer ? fitWords(fit, pass) : null;
  if (!words) return [];
  const known = negative ? pass : (fit?.pass ?? pass);
  const evidence = [{ pass, lastPass, known, weight: Infinity }];
  return [telling({ evidence, channels, example: 'first', words: () => words })];
}

const common = {
  label: 'swapped',
  remedy: 'Look where the two are loaded: give runningMean the file of the mean, and runningVar that of the variance.',
} as const;

function lookSwapped(pass: number): string {
  const which =
    pass < 0 ? 'Initial running mean and variance' : `Running mean and variance set before pass ${pass + 1}`;
  return `${which} look swapped`;
}

function negativeWords(evidence: SwapEvidence, pass: number): Words {
  const message = `${lookSwapped(pass)}: ${swapText(evidence)}.`;
  return { ...common, severity: 'error', message };
}

function fitWords({ asItIs, exchanged }: Fit, pass: number): Words {
  const message = `${lookSwapped(pass)}: exchanged, they are ${numberText(asItIs / exchanged)} times nearer to the first batch.`;
  return { ...common, severity: 'warning', message };
}

/** Of the first batch that could be measured; null of others, and where running values are more than an average. */
function fitOf({ runningMean, runningVar }: LayerState, pass: number, { layer, moments }: PassRecord): Fit | null {
  if (!moments || !runningMean || !runningVar || layer.convention.average !== 'exponential') return null;
  if (moments.m2.length !== runningMean.length) return { pass, asItIs: NaN, exchanged: NaN };
  const [means, variances] = [meanOf(moments), varianceOf(moments, 'biased')];
  return {
    pass,
    asItIs: distance(means, variances, runningMean, runningVar),
    exchanged: distance(means, variances, runningVar, runningMean),
  };
}

/**
 * How far running values are from a batch: the median over the channels of |mean gap| in σ and |log of the ratio of the
 * variances|; infinite where a variance would not be positive.
 */
function distance(
  means: ArrayLike<number>,
  variances: ArrayLike<number>,
  mean: ArrayLike<number>,
  variance: ArrayLike<number>,
): number {
  const distances: number[] = [];
  for (let c = 0; c < means.length; c++) {
    if (!(variance[c] > 0)) return Infinity;
    const sigma = Math.sqrt(variances[c]);
    const far = Math.abs(means[c] - mean[c]) / sigma + Math.abs(Math.log(variances[c] / variance[c]));
    if (Number.isFinite(far)) distances.push(far);
  }
  return distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? Infinity;
}
