/** The debugger's model: program, passes, cursor, stages, findings, views. Knows no editor, no thread, no file system. */
export type { Refusal } from '../formats/index.js';
export type { BatchHeader } from './batches/index.js';
export { BatchStore, type StoreOptions } from './batches/index.js';
export { ChannelCountError } from './program/index.js';
export {
  untilRecord,
  type Direction,
  type RunOptions,
  type RunRequest,
  type Stop,
  type StopReason,
  type Turn,
  type Until,
} from './run/index.js';
export { isPause, Paused } from './batches/index.js';
export {
  listingOf,
  recordEnvironment,
  untilOf,
  valuesAfter,
  type ListingLine,
  type PlaceValue,
} from './debugger/index.js';
export { ExpressionError } from './expressions/index.js';
export type { Action, RunAction, OpenRequest, Target, TargetLayer } from './run/index.js';
export { carryOut, filesOfSameShape, openTarget } from './run/index.js';
export { isAbort } from './isAbort.js';
export type { Consequence, Finding } from './findings/index.js';
export { bySeverity, type Severity } from './severity.js';
export { checkedThresholds, findingsOf } from './findings/index.js';
export { layersIn, type LayerParts, type NamedTensor } from './layers/index.js';
export { type ArchiveView, browseArchive, type LayerView, type MemberView } from './layers/index.js';
export { layerForPass } from './records/index.js';
export { hintFor, type LayoutHint } from './program/index.js';
export { comingBatch, comingPass, shownPassOf } from './run/index.js';
export { layoutInFile, measure } from './batches/index.js';
export { passAxisOf } from './program/index.js';
export {
  parseProgram,
  placeOf,
  readProgram,
  validProgram,
  type ProgramPath,
  type ProgramProblem,
  type ReadProgram,
  type SourceMap,
  type TextRange,
} from './program/index.js';
export { batchOf } from './program/index.js';
export { implicitProgram } from './run/index.js';
export type {
  Program,
  ConventionChanges,
  LayerChanges,
  TensorPath,
  ChannelValues,
  ProgramState,
  SetStep,
  Step,
  StepOptions,
} from './program/index.js';
export { folderOf, isProgram, nameOf, naturalOrder, otherFiles, relativePath, resolvePath } from './program/index.js';
export { programSchema } from './program/index.js';
export type { Provisional } from './batches/index.js';
export type { ReportOptions, SessionReport, PassReport } from './faces/index.js';
export { gather, reportOf, snapshotOf, stopText } from './faces/index.js';
export type { InputView, PassSummary, SessionSnapshot, SettingsView } from './faces/index.js';
export type { Batch, PlannedPass } from './program/index.js';
export type { ComputedPass, Comparison, RefusedPass, PassRecord } from './records/index.js';
export type { Cursor, FindingThresholds, Session } from './run/index.js';
export type { MeasureRequest, SessionFiles } from './batches/index.js';
export { SessionOwner } from './run/index.js';
export type { ProgramSettings } from './program/index.js';
export { resolveTensor, tensorName, tensorPath, tensorPlace, tensorUri, type TensorPlace } from './program/index.js';
export { typicalGap } from './records/index.js';
export { type BatchAccess, boxOfBatch, valueAt } from './batches/index.js';
export { meanGaps } from './records/index.js';
export type {
  Experiment,
  Slider,
  SliderValues,
  ExperimentInput,
  ExperimentResult,
  Plot,
  Series,
} from './experiments/index.js';
export type { ComparisonRequest, SideBySide, ConventionComparison } from './compare/index.js';
export type {
  StudyViews,
  ConventionCard,
  GradientsRequest,
  Gradients,
  ExperimentCard,
  ExperimentRequest,
} from './views/index.js';
export type {
  AxisRole,
  AxisView,
  Views,
  ViewName,
  ViewRequest,
  ViewResult,
  ChannelTable,
  ChannelHistory,
  OverviewQuantity,
  OverviewRequest,
  Overview,
  Distribution,
  ChannelNumbers,
  EmulatedNumber,
  Term,
  ArithmeticStage,
  Arithmetic,
  SliceRequest,
  Slice,
  AxesRequest,
  AxisStatistics,
} from './views/index.js';
export { viewOf } from './views/index.js';
export { OutsideError, ownFolderOnly, type UriPolicy } from './program/index.js';
