import type { Limits } from '../../rule.js';
import { meanGap, settledGap, spreadFactor } from '../../gapThresholds.js';

export const thresholds = {
  meanGap,
  spreadFactor,
  settledGap,
  valueErrors: {
    default: 5,
    source: 'Standard errors: means of equal batches differ by so much less than once in a million channels.',
  },
  sampleErrors: {
    default: 2,
    source:
      'The same where values of one sample resemble each other, as pixels do: per sample, whose means spread by about σ / 2.',
  },
  leastForSpread: {
    default: 32,
    source: 'A variance of fewer values is too uncertain to compare: its own spread is √(2 / N).',
  },
  leastForMean: { default: 4, source: 'Two or three values tell so little that any gap may be chance.' },
};
export type GapLimits = Limits<typeof thresholds>;
