/** Several layers: recordings of a whole model, checkpoints, what moved between two of them. */
export { readCheckpoint, type Checkpoint, type CheckpointLayer } from './checkpoint.js';
export { ChannelsOfLayer } from './channelsOfLayer.js';
export { compareStates, withBetween, type ComparedStates } from './compareStates.js';
export { findingsOfLayers } from './acrossLayers/findingsOfLayers.js';
export type { LayerFinding } from './layerFinding.js';
export { hasSamePasses, openModel, type OpenedModel } from './openModel.js';
export type { ModelSources } from './modelSources.js';
export { layerOfModel, modelTargetOf, type ModelTarget, targetOf } from './modelTarget.js';
export type { Moved } from './moved.js';
export { scanModel, scannedModel } from './scanModel.js';
export { type LayerScan, LayerScanner } from './scanLayer.js';
export { scanOfJob, type LayerJob, type LayerThreads } from './layerJob.js';
export type { ScannedModel } from './scannedModel.js';
export { statesOfCheckpoint, statesOfModel, type NamedState } from './statesOf.js';
export type {
  ChannelAtStep,
  LayerCells,
  LayerChannels,
  LayerSummary,
  MeanAndVariance,
  ModelColumns,
  ModelSummary,
} from './summary.js';
export { type CheckpointSettings, type SharedRules } from './sharedRules.js';
export { summaryOf } from './summaryOf.js';
export {
  channelsOfState,
  readStates,
  RecordingSoFar,
  summaryOfStates,
  type ComparedStatesSummary,
  type MovedMost,
  type OtherStates,
  type Outside,
  type StateChannels,
  type States,
  type StatesSummary,
  type StateSummary,
  type Strip,
} from './states/index.js';
