/** What crosses a boundary, panel <-> extension <-> worker: types, and the definitions that check what a panel sends. */
export type * from './action.js';
export type * from './archive.js';
export type * from './panel.js';
export type * from './snapshot.js';
export type * from './worker.js';
export { checkedCall, checkedMessage } from './panelMessages.js';
