import type { Threshold } from './rule.js';

/** What the rules about gaps agree on; each can be set apart. */

export const meanGap: Threshold = {
  default: 0.5,
  source: 'An x̂ that eval centres half a σ off has changed what the next layer sees of every value.',
};
export const spreadFactor: Threshold = { default: 2, source: 'An x̂ twice as wide, or half as wide, as in training.' };
export const settledGap: Threshold = {
  default: 0.2,
  source: 'The gap that is left when more batches are called enough.',
};
