/** What others are told of a whole session. */
export { exportOf } from './exports/exportOf.js';
export type { ExportedFile, ExportRequest } from './exports/exportRequest.js';
export type { ReportPicture } from './exports/markdownReport.js';
export { gather } from './gather.js';
export {
  type ProgramCheckRequest,
  checkProgramText,
  type ProgramExpectation,
  type Marked,
  type PlacedFinding,
  type ProgramCheck,
  type ProgramOutline,
  programOutline,
  type StepOutline,
} from './programCheck.js';
export type { LayerReport, ModelReport } from './modelReport.js';
export { modelReportOf } from './modelReportOf.js';
export type { PassReport, ReportedFinding, ReportOptions, SessionReport } from './report.js';
export { reportOf } from './reportOf.js';
export { stopText } from './stopText.js';
export type { InputView, PassSummary, SessionSnapshot, SettingsView } from './snapshot.js';
export { snapshotOf } from './snapshotOf.js';
