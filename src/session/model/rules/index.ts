import { frozenMoved } from './frozenMoved.js';
import type { ModelRule } from './modelRule.js';
import { ranksDisagree } from './ranksDisagree.js';

/** What is noticed of several layers beside one another. */
export const MODEL_RULES: readonly ModelRule[] = [frozenMoved, ranksDisagree];
