import { meanOf, varianceOf, type LayerState } from '../../../engine/index.js';
import { swapEvidence, swapText, type SwapEvidence } from '../../layers/index.js';
import { numberText } from '../../numberText.js';
import type { PassRecord } from '../../records/index.js';
import { telling, type Rule, type Words } from '../rule.js';

const thresholds = {
  leastChannels: { default: 4, source: 'Fewer channels may fit by chance.' },
  near: {
    default: 1,
    source:
      'Median over the channels of |mean gap| in σ and |log of the ratio of the variances|: a batch that fits is within 1.',
  },
  nearer: { default: 5, source: 'The batch lies so many times nearer to the running values when they are exchanged.' },
};

interface Memory {
  readonly initial: LayerState;
  readonly negative: SwapEvidence | null;
  /** How far the first batch is from the running values. */
  fit: Fit | null;
  passes: number;
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
export const swappedState: Rule<Memory, typeof thresholds> = {
  id: 'swapped-state',
  thresholds,
  link: 'https://github.com/gmalivenko/pytorch2keras/issues/120',
  explains: ['negative-variance'],

  start(_layer, initial) {
    const { runningMean, runningVar } = initial;
    const negative = runningMean && runningVar ? swapEvidence(runningMean, runningVar) : null;
    return { initial, negative, fit: null, passes: 0 };
  },

  see(memory, { pass, record }) {
    memory.passes += 1;
    memory.fit ??= fitOf(memory.initial, pass, record);
  },

  tell({ initial, negative, fit, passes }, { leastChannels, near, nearer }) {
    if (passes === 0) return [];
    const channels = initial.runningMean?.length ?? 0;
    const isNearer =
      fit !== null &&
      channels >= leastChannels &&
      fit.exchanged < near &&
      fit.asItIs > Math.max(near, nearer * fit.exchanged);
    const words = negative ? negativeWords(negative) : isNearer ? fitWords(fit) : null;
    if (!words) return [];
    const known = negative ? -1 : (fit?.pass ?? -1);
    const evidence = [{ pass: -1, lastPass: passes - 1, known, weight: Infinity }];
    return [telling({ evidence, channels, example: 'first', words: () => words })];
  },
};

const common = {
  label: 'swapped',
  remedy: 'Look where the two are loaded: give runningMean the file of the mean, and runningVar that of the variance.',
} as const;

function negativeWords(evidence: SwapEvidence): Words {
  const message = `Initial running mean and variance look swapped: ${swapText(evidence)}.`;
  return { ...common, severity: 'error', message };
}

function fitWords({ asItIs, exchanged }: Fit): Words {
  const message = `Initial running mean and variance look swapped: exchanged, they are ${numberText(asItIs / exchanged)} times nearer to the first batch.`;
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
