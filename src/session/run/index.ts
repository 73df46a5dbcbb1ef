/** The Session and its moves: cursor, history, computing a pass. */
export type { RunOptions, Turn } from './computePass.js';
export { comingBatch, comingPass, shownPassOf } from './moves.js';
export { implicitProgram } from './prepareSession.js';
export type { Cursor, Session } from './session.js';
export { SessionOwner } from './sessionOwner.js';
export { untilRecord, type Direction, type RunRequest, type Stop, type StopReason, type Until } from './stop.js';
