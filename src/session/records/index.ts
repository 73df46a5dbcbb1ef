/** What a pass leaves, and the arithmetic over one record. */
export { compareOutput, outputOf } from './compareOutput.js';
export { type InitialShare, setsRunningValues, shareAfter, shareByMomentum, WHOLE_SHARE } from './initialShare.js';
export { hasTrained, layerForPass } from './layerForPass.js';
export { channelMeanAndVariance, channelMoments, meanGapOf, meanGaps, varianceRatioOf } from './meanGap.js';
export { median } from './median.js';
export { passNormalizer } from './passNormalizer.js';
export type { Comparison, ComputedPass, PassRecord, RefusedPass } from './passRecord.js';
export { gatherTypicalGaps, typicalGap } from './typicalGap.js';
