import type { Convention } from '../convention.js';
import { usual } from './usual.js';

export const flax: Convention = {
  ...usual,
  key: 'flax',
  name: 'Flax',
  rule: 'Stores the biased variance, computed as E[x²] − E[x]² and clamped at 0; momentum is the weight of the old value.',
  eps: 1e-5,
  momentum: 0.99,
  momentumWeighs: 'old',
  storedVar: 'biased',
  channelAxis: -1,
  varianceAsWritten: 'naive-clamped',
  source: 'google/flax: flax/linen/normalization.py',
};

export const haiku: Convention = {
  ...usual,
  key: 'haiku',
  name: 'Haiku',
  rule: 'Stores the biased variance, computed as E[x²] − E[x]², in a zero-debiased average without an initial value; the decay has no default (0.9 here).',
  eps: 1e-5,
  momentum: 0.9,
  momentumWeighs: 'old',
  storedVar: 'biased',
  average: 'zero-debiased',
  initialMean: null,
  initialVar: null,
  channelAxis: -1,
  varianceAsWritten: 'naive',
  source: 'google-deepmind/dm-haiku: haiku/_src/batch_norm.py, haiku/_src/moving_averages.py',
};
