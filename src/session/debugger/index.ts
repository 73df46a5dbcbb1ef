/** A debugger's words for a Session: breakpoints, call stack, scopes, the algorithm as text, where a run stops. */
export { Debugger, type Debugged } from './debugger.js';
export type {
  BreakpointCondition,
  BreakpointState,
  DataBreakpoint,
  DebugFrame,
  DebugName,
  DebugRequest,
  DebugRequests,
  DebugResult,
  DebugScope,
  DebugStop,
  DebugVariable,
  FrameKind,
  GotoTarget,
  LineBreakpoint,
  SourceKey,
  VariablePath,
} from './debugRequests.js';
export { hitCounts, type Holds } from './hitCounts.js';
export { listingOf, type ListingLine } from './listingOf.js';
export { recordEnvironment } from './recordEnvironment.js';
export { valuesAfter, type PlaceValue } from './valuesAfter.js';
export { untilCondition, untilFinding, untilOf } from './untilOf.js';
