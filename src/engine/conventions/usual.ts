import type { Convention } from '../convention.js';

/** What most frameworks agree on. What they do not, such as eps and momentum, each says for itself. */
export const usual = {
  normalizingVar: 'biased',
  unbiasedOfOne: 'nan',
  average: 'exponential',
  initialMean: 0,
  initialVar: 1,
  statisticsAxes: 'all-but-channel',
  inputRanks: null,
  affine: 'elementwise',
  oneValue: 'compute',
  refusedBatch: 'ignored',
  updates: 'forward',
  untracked: 'use-batch',
  varianceAsWritten: 'two-pass',
  nativeCode: null,
  renorm: null,
  attributes: 'float64',
} satisfies Partial<Convention>;
