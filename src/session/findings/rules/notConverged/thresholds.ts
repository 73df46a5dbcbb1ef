import type { Limits } from '../../rule.js';
import { meanGap, settledGap, spreadFactor } from '../../gapThresholds.js';

export const thresholds = { meanGap, spreadFactor, settledGap };
export type StartLimits = Limits<typeof thresholds>;
