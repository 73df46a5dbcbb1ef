/** The types that cross a boundary: panel <-> extension <-> worker. Holds types only. */
export type * from './action.js';
export type * from './archive.js';
export type * from './panel.js';
export type * from './snapshot.js';
export type * from './worker.js';
