/** Passes of which statistics were recorded: files of them as batches like any other. */
export { type KnownHead, KnownHeads } from './knownHeads.js';
export { NotRecordedError } from './notRecorded.js';
export { RecordedFiles } from './recordedFiles.js';
export type { RecordedPass, RunningValues } from './recordedPass.js';
