/** The debugger's model: program, passes, cursor, stages, findings, views. Knows no editor, no thread, no file system. */
export type { Refusal } from '../formats/index.js';
export * from './findings/finding.js';
export { findingsOf } from './findings/findingsOf.js';
export * from './program.js';
export * from './report.js';
export * from './session.js';
export * from './views/batchAccess.js';
export { meanGaps } from './views/meanGap.js';
export * from './views/view.js';
export { viewOf } from './views/viewOf.js';
