import { AVERAGES } from './averages.js';
import { BATCHES } from './batches.js';
import { GAPS } from './gaps.js';
import type { Fault } from './fault.js';

/** Programs with one fault each, by the rule that names it. */
export const FAULTS: readonly Fault[] = [...AVERAGES, ...BATCHES, ...GAPS];
