import type { FindingThresholds } from '../run/index.js';
import type { AnyRule, Limits, Thresholds } from './rule.js';

/** The numbers that a rule judges by: what the settings say, otherwise the defaults. */
export function limitsOf({ id, thresholds }: AnyRule, set: FindingThresholds = {}): Limits<Thresholds> {
  const given = set[id];
  const own = given === undefined || given === false ? {} : given;
  return Object.fromEntries(
    Object.entries(thresholds).map(([name, threshold]) => [name, own[name] ?? threshold.default]),
  );
}
