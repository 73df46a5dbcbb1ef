import type { Limits } from '../../rule.js';
import { meanGap, settledGap, spreadFactor } from '../../gapThresholds.js';

export const thresholds = {
  meanGap,
  spreadFactor,
  settledGap,
  leftOfStart: {
    default: 0.01,
    source: 'What is left of the start is noise beneath this. At momentum 0.1 it takes 44 train passes.',
  },
};
export type StartLimits = Limits<typeof thresholds>;
