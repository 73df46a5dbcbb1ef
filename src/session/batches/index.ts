/** How a batch is got at: stored, cut, joined, streamed; measured once, moments and facts. */
export { type BatchAccess, boxOfBatch, type ProgramFolder, valueAt } from './batchAccess.js';
export { smallerBoxes } from './batchBoxes.js';
export type { BatchHeader } from './batchHeader.js';
export { BatchStore, type StoreOptions } from './batchStore.js';
export type { BatchFacts } from './facts.js';
export { isAbort } from './isAbort.js';
export { layoutInFile, measure } from './measure.js';
export { isPause, Paused } from './paused.js';
export {
  type KnownHead,
  KnownHeads,
  NotRecordedError,
  type RecordedPass,
  type RunningValues,
} from './recorded/index.js';
export type { Provisional } from './provisional.js';
export type { MeasureRequest, SessionFiles } from './sessionFiles.js';
export { clampedIndex, flatIndexOf, groupOf, indexOf, stridesOf } from './tensorIndex.js';
