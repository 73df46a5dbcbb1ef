/** What a pass leaves, and the arithmetic over one record. */
export { channelFit } from './channelFit.js';
export { compareOutput, compareValues, outputOf } from './compareOutput.js';
export { givenGradient } from './givenGradient.js';
export { type InitialShare, setsRunningValues, shareAfter, shareByMomentum, WHOLE_SHARE } from './initialShare.js';
export { isBeginning } from './isBeginning.js';
export { hasTrained, layerForPass } from './layerForPass.js';
export { channelMeanAndVariance, channelMoments, meanGapOf, meanGaps, varianceRatioOf } from './meanGap.js';
export { comparisonsOf, type Expected } from './comparisonsOf.js';
export { partnerBatch } from './partnerBatch.js';
export { median } from './median.js';
export { passNormalizer } from './passNormalizer.js';
export type {
  ChannelFit,
  Comparison,
  ComputedPass,
  Off,
  PassRecord,
  RecordedState,
  RefusedPass,
} from './passRecord.js';
export { gatherTypicalGaps, typicalGap } from './typicalGap.js';
