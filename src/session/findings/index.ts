/** What is wrong or risky, with its evidence. */
export type { Finding, Severity } from './finding.js';
export { findingsOf } from './findingsOf.js';
