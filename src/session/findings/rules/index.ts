import type { AnyRule } from '../rule.js';
import { amplifyingChannel } from './amplifyingChannel.js';
import { cancellation } from './cancellation.js';
import { channelAxis } from './channelAxis.js';
import { deadChannel } from './deadChannel.js';
import { expectedDiffers } from './expectedDiffers/index.js';
import { epsDominates } from './epsDominates.js';
import { halfOverflow } from './halfOverflow.js';
import { misreadState } from './misreadState.js';
import { betweenBatchVariance } from './betweenBatchVariance.js';
import { distributionShift } from './distributionShift.js';
import { modeShift } from './modeShift.js';
import { momentumInverted } from './momentumInverted.js';
import { negativeVariance } from './negativeVariance.js';
import { neverUpdated } from './neverUpdated.js';
import { nonFiniteInput } from './nonFiniteInput.js';
import { nonFiniteState } from './nonFiniteState.js';
import { notConverged } from './notConverged/index.js';
import { oneValuePerChannel } from './oneValuePerChannel.js';
import { swappedStatistics } from './swappedStatistics.js';
import { outlierBatch } from './outlierBatch.js';
import { padding } from './padding.js';
import { repeatedBatch } from './repeatedBatch.js';
import { smallBatch } from './smallBatch.js';
import { smallLastBatch } from './smallLastBatch.js';
import { staleStatistics } from './staleStatistics.js';
import { trainEvalGap } from './trainEvalGap/index.js';
import { twoPopulations } from './twoPopulations.js';
import { updateCount } from './updateCount/index.js';
import { wrongMode } from './wrongMode.js';
import { zeroVariance } from './zeroVariance.js';

/** All rules, in the order in which findings stand that are as urgent. */
export const RULES: readonly AnyRule[] = [
  nonFiniteInput,
  nonFiniteState,
  swappedStatistics,
  misreadState,
  negativeVariance,
  oneValuePerChannel,
  neverUpdated,
  wrongMode,
  cancellation,
  zeroVariance,
  amplifyingChannel,
  epsDominates,
  halfOverflow,
  deadChannel,
  momentumInverted,
  smallLastBatch,
  outlierBatch,
  repeatedBatch,
  smallBatch,
  updateCount,
  staleStatistics,
  channelAxis,
  padding,
  modeShift,
  twoPopulations,
  distributionShift,
  betweenBatchVariance,
  trainEvalGap,
  notConverged,
  expectedDiffers,
];
