import type { Threshold } from './rule.js';

/** What the rules about gaps agree on; each can be set apart. */

export const meanGap: Threshold = {
  default: 0.25,
  source: 'An x̂ that is centred a quarter of a σ off: one in ten values has changed its side of 0.',
};
export const spreadFactor: Threshold = {
  default: 1.25,
  source: 'An x̂ that is a quarter wider, or narrower, than in training.',
};
export const settledGap: Threshold = {
  default: 0.2,
  source: 'The gap that is left when more batches are called enough.',
};
