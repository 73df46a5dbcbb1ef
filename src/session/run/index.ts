/** The Session and its moves: opening a target, cursor, history, computing a pass. */
export type { Action, RunAction } from './action.js';
export type { Branch } from './branches.js';
export { carryOut } from './carryOut.js';
export { computePass, type RunOptions } from './computePass.js';
export { giveTurn, type Turn, Turns } from './turn.js';
export { filesOfSameShape } from './filesOfSameShape.js';
export { type LastSet, lastSet } from './lastSet.js';
export { layerAt } from './layerAt.js';
export { comingBatch, comingPass, shownPassOf } from './moves.js';
export { type Opened, openTarget } from './openTarget.js';
export { implicitProgram, plannedAgain, prepareSession, type SessionSources } from './prepareSession.js';
export { type ProgramFault, programFaults } from './programFaults.js';
export { continues, isSamePass } from './reusedPasses.js';
export type { Cursor, FindingThresholds, Session } from './session.js';
export { SessionOwner } from './sessionOwner.js';
export { openFrom, startAfter, withSets, type PassStart } from './startOfPass.js';
export { untilRecord, type Direction, type RunRequest, type Stop, type StopReason, type Until } from './stop.js';
export type { KeptBranches, LayerTarget, OpenRequest, Target, TargetLayer } from './target.js';
