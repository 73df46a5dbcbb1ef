import type { AnyRule } from '../rule.js';
import { betweenBatchVariance } from './betweenBatchVariance.js';
import { cancelledVariance } from './cancelledVariance.js';
import { distributionShift } from './distributionShift.js';
import { modeShift } from './modeShift.js';
import { momentumInverted } from './momentumInverted.js';
import { negativeVariance } from './negativeVariance.js';
import { nonFiniteInput } from './nonFiniteInput.js';
import { nonFiniteState } from './nonFiniteState.js';
import { notConverged } from './notConverged/index.js';
import { oneValuePerChannel } from './oneValuePerChannel.js';
import { outlierBatch } from './outlierBatch.js';
import { repeatedBatch } from './repeatedBatch.js';
import { smallBatch } from './smallBatch.js';
import { smallLastBatch } from './smallLastBatch.js';
import { staleStatistics } from './staleStatistics.js';
import { swappedState } from './swappedState.js';
import { trainEvalGap } from './trainEvalGap/index.js';
import { twoPopulations } from './twoPopulations.js';
import { zeroVariance } from './zeroVariance.js';

/** All rules, in the order in which findings stand that are as urgent. */
export const RULES: readonly AnyRule[] = [
  nonFiniteInput,
  nonFiniteState,
  swappedState,
  negativeVariance,
  oneValuePerChannel,
  cancelledVariance,
  zeroVariance,
  momentumInverted,
  smallLastBatch,
  outlierBatch,
  repeatedBatch,
  smallBatch,
  staleStatistics,
  modeShift,
  twoPopulations,
  distributionShift,
  betweenBatchVariance,
  trainEvalGap,
  notConverged,
];
