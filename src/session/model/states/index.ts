/** Layers by their states alone: a checkpoint, one against another, a recording without passes or at its end. */
export { channelsOfState, type StateChannels } from './channelsOfState.js';
export type { MovedMost } from './movedMost.js';
export { readStates, type States } from './readStates.js';
export { RecordingSoFar } from './recordingSoFar.js';
export { summaryOfStates, type OtherStates } from './summaryOfStates.js';
export type { ComparedStatesSummary, StatesSummary, StateSummary } from './statesSummary.js';
export type { Outside, Strip } from './strip.js';
