import { meanOf, varianceOf } from '../../engine/index.js';
import { swapEvidence, swapText } from '../layers/index.js';
import { countText, numberText } from '../numberText.js';
import type { Session } from '../run/index.js';
import type { Finding } from './finding.js';

/** Fewer channels may fit by chance. */
const LEAST_CHANNELS = 4;
/** The batch lies so near to the running values when they are exchanged, and so much farther from them as they stand. */
const NEAR = 1;
const NEARER = 5;

const exchange =
  'Look where the two are loaded: give runningMean the file of the mean, and runningVar that of the variance.';

/**
 * A start whose running mean and variance stand in each other's place, or whose variance is impossible. Two kinds of
 * evidence: a variance with negative values beside a mean without any; and a first batch that lies at once where the two
 * would put it if they were exchanged.
 */
export function swappedState({ initial, passes, layer }: Session): readonly Finding[] {
  const { runningMean, runningVar } = initial;
  if (!runningMean || !runningVar || passes.length === 0) return [];
  const about = { pass: 0, lastPass: passes.length - 1, weight: Infinity } as const;
  const evidence = swapEvidence(runningMean, runningVar);
  if (evidence) {
    const message = `Initial running mean and variance look swapped: ${swapText(evidence)}.`;
    return [{ rule: 'swapped-state', severity: 'error', label: 'swapped', message, remedy: exchange, ...about }];
  }
  const negative = runningVar.findIndex((value) => value < 0);
  if (negative >= 0) {
    const count = runningVar.filter((value) => value < 0).length;
    const where =
      count === 1 ? `in channel ${negative}` : `in ${countText(count)} channels, first in channel ${negative}`;
    const message = `The initial running variance is negative ${where} (${numberText(runningVar[negative])}): eval takes the root of it.`;
    const remedy = 'A variance is never negative: look at what wrote it, and at its order of channels.';
    return [
      { rule: 'negative-variance', severity: 'error', label: 'negative', message, remedy, channel: negative, ...about },
    ];
  }
  const moments = passes.find((pass) => pass.moments)?.moments;
  if (!moments || layer.convention.average !== 'exponential' || moments.m2.length !== runningMean.length) return [];
  const [means, variances] = [meanOf(moments), varianceOf(moments, 'biased')];
  const [asItIs, exchanged] = [
    distance(means, variances, runningMean, runningVar),
    distance(means, variances, runningVar, runningMean),
  ];
  if (!(runningMean.length >= LEAST_CHANNELS && exchanged < NEAR && asItIs > Math.max(NEAR, NEARER * exchanged)))
    return [];
  const message = `Initial running mean and variance look swapped: exchanged, they are ${numberText(asItIs / exchanged)} times nearer to the first batch.`;
  return [{ rule: 'swapped-state', severity: 'warning', label: 'swapped', message, remedy: exchange, ...about }];
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
