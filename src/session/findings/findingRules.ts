import { RULES } from './rules/index.js';

/** The ids of all rules, in the order in which findings stand that are as urgent. */
export const findingRules: readonly string[] = RULES.map(({ id }) => id);
