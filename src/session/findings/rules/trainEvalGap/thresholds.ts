import type { Limits } from '../../rule.js';
import { meanGap, settledGap, spreadFactor } from '../../gapThresholds.js';

export const thresholds = {
  meanGap,
  spreadFactor,
  settledGap,
  inARow: {
    default: 3,
    source: 'So many train passes off to the same side are no odd batch; an eval pass is evaluated, and counts alone.',
  },
};
export type GapLimits = Limits<typeof thresholds>;
