import type { AnyRule, Limits, Thresholds } from './rule.js';

/** The numbers that a rule judges by. */
export function limitsOf({ thresholds }: AnyRule): Limits<Thresholds> {
  return Object.fromEntries(Object.entries(thresholds).map(([name, threshold]) => [name, threshold.default]));
}
