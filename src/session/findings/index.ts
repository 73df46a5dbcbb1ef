/** What is wrong or risky, with its evidence: rules that look at each pass once, and what they tell together. */
export type { Consequence, Finding } from './finding.js';
export { asExpected, type FindingsVerdict } from './asExpected.js';
export { effectOf } from './effectOf.js';
export { findingsOf } from './findingsOf.js';
export { FindingsFold } from './foldOfPasses.js';
export { checkedThresholds } from './thresholdSettings.js';
export { findingRules } from './findingRules.js';
export { Scatter } from './scatter.js';
