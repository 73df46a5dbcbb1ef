/** Why train and eval differ: the gap between running values and a batch's, split exactly into its parts. */
export type { GapCause } from './causes.js';
export { type ChannelGap, channelGap, type ChannelGapRequest, type GapOutlier } from './channelGap.js';
export { ChannelSplit, matters } from './channelSplit.js';
export type { GapInput } from './evaluated.js';
export type { GapEvidence } from './evidence.js';
export { GAP_PARTS, type GapPart } from './parts.js';
export { type GapSplit, splitGap } from './splitGap.js';
export type { GapCounts, GapRefusal, GapRequest } from './subject.js';
