/** What crosses a boundary, panel <-> extension <-> worker: types, and the definitions that check what a panel sends. */
export type {
  Action,
  ArchiveView,
  InputView,
  LayerTarget,
  LayerView,
  MemberView,
  OpenRequest,
  PassSummary,
  SessionSnapshot,
  SettingsView,
  Target,
  TargetLayer,
} from '../session/index.js';
export type * from './outcome.js';
export type * from './panel.js';
export type * from './progress.js';
export { keyOf, laneOf, mostLooks, type ViewAnswer, type ViewCall } from './viewCall.js';
export type * from './worker.js';
export { movedRequest, shownOf, type FollowedView, type Looks, type Shown } from './following.js';
export { isEqual } from './isEqual.js';
export { isRun } from './isRun.js';
export { SnapshotReceiver, SnapshotSender, type SnapshotUpdate } from './snapshotUpdates.js';
export { AnswerReceiver, AnswerSender, type SentView } from './answerUpdates.js';
export { packed, unpacked, type Packed } from './packing.js';
export { mergedModel, ModelSender, sentStates } from './modelUpdates.js';
export { checkedCall, checkedMessage } from './panelMessages.js';
