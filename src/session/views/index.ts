/** Requests of the panel to summaries. */
export type { Fold, FoldChoice, FoldFile, FoldFiles, FoldRequest, Repair, RepairRequest } from './repairView.js';
export type {
  Check,
  CheckedElement,
  ComparedPassRequest,
  ConventionCard,
  ExpectedComparison,
  ExperimentCard,
  ExperimentRequest,
  Gradients,
  GradientsRequest,
  StudyViews,
} from './studyView.js';
export type {
  Arithmetic,
  ArithmeticStage,
  AxesRequest,
  AxisStatistics,
  ChannelHistory,
  ChannelNumbers,
  Distribution,
  EmulatedNumber,
  Overview,
  OverviewQuantity,
  OverviewRequest,
  Slice,
  SliceRequest,
  Term,
  ViewName,
  ViewRequest,
  ViewResult,
  Views,
} from './view.js';
export type { ChannelOrderRequest, ChannelTable, GlyphAxis, TableColumn, TableRequest } from './table/index.js';
export { type AxisRole, type AxisView, axisViews } from './axisRoles.js';
export { readBias, readWeight } from './fold.js';
export { viewOf } from './viewOf.js';
export { nameText } from './nameText.js';
