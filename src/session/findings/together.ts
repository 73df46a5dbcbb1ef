import { exponentialReach, studentReach } from './noise.js';
import type { Usual } from './usual.js';

/** Channels resemble each other: what many of them show of their scatter is worth that of so many that do not. */
const UNLIKE = 3;
/** Of fewer channels nobody knows whether they resemble each other. */
const LEAST = 8;

/** How far chance carries a batch, as all channels together show it, where few passes say little of each. */
export interface Together {
  /** @param sigma of the channel, @param deviation of its batch means @returns NaN where nobody can say */
  ofMean(sigma: number, deviation: number): number;
  /** @param deviation of the logarithms of its variances */
  ofLogVariance(deviation: number): number;
  /** Root mean square over the channels of what the logarithms of their variances scatter by, and its degrees of freedom. */
  readonly logDeviation: number;
  readonly freedom: number;
}

/** A channel that scatters more than the others counts by what it shows itself. */
export function togetherOf(passes: Usual, level: number): Together {
  const { means, logVariances, passes: seen } = passes;
  const channels = means.count.length;
  if (seen < 2 || channels < LEAST) {
    return { ofMean: () => NaN, ofLogVariance: () => NaN, logDeviation: NaN, freedom: 0 };
  }
  let ofMeans = 0;
  let meanCount = 0;
  let ofLogs = 0;
  let logCount = 0;
  for (let channel = 0; channel < channels; channel++) {
    const mean = means.deviation(channel) / passes.sigma(channel);
    const log = logVariances.deviation(channel);
    if (mean < Infinity) {
      ofMeans += mean * mean;
      meanCount += 1;
    }
    if (log < Infinity) {
      ofLogs += log * log;
      logCount += 1;
    }
  }
  const freedom = (seen - 1) * UNLIKE;
  const [mean, log] = [Math.sqrt(ofMeans / meanCount), Math.sqrt(ofLogs / logCount)];
  const [meanReach, logReach] = [studentReach(level, freedom), exponentialReach(level, freedom)];
  return {
    ofMean: (sigma, deviation) => meanReach * Math.max(deviation, mean * sigma),
    ofLogVariance: (deviation) => logReach * Math.max(deviation, log),
    logDeviation: log,
    freedom,
  };
}
