/** What a pass leaves, and the arithmetic over one record. */
export { allBatches } from './allBatches.js';
export { compareOutput, outputOf } from './compareOutput.js';
export {
  type InitialShare,
  initialWeights,
  setsRunningValues,
  shareAfter,
  shareByMomentum,
  WHOLE_SHARE,
} from './initialWeights.js';
export { hasTrained, layerForPass } from './layerForPass.js';
export { channelMeanAndVariance, channelMoments, meanGapOf, meanGaps, varianceRatios } from './meanGap.js';
export { passNormalizer } from './passNormalizer.js';
export type { Comparison, ComputedPass, PassRecord, RefusedPass } from './passRecord.js';
export { typicalGap } from './typicalGap.js';
