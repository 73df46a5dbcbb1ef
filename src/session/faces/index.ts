/** What others are told of a whole session. */
export type { PassReport, ReportedFinding, ReportOptions, SessionReport } from './report.js';
export { reportOf } from './reportOf.js';
export { stopText } from './stopText.js';
