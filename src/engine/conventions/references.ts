import type { Convention } from '../convention.js';
import { usual } from './usual.js';

export const labml: Convention = {
  ...usual,
  key: 'labml',
  name: 'labml annotated',
  rule: 'Stores the biased variance that it also normalizes with, computed as E[x²] − E[x]², which cancels where the mean is large.',
  eps: 1e-5,
  momentum: 0.1,
  momentumWeighs: 'batch',
  storedVar: 'biased',
  channelAxis: 1,
  varianceAsWritten: 'naive',
  source: 'documents 000 and 003: labml_nn/normalization/batch_norm',
};

export const makemore: Convention = {
  ...usual,
  key: 'makemore',
  name: 'makemore',
  rule: 'Normalizes with and stores the unbiased variance, over axis 0 only, features last.',
  eps: 1e-5,
  momentum: 0.1,
  momentumWeighs: 'batch',
  normalizingVar: 'unbiased',
  storedVar: 'unbiased',
  statisticsAxes: 'batch',
  channelAxis: -1,
  source: 'document 001: karpathy/makemore, BatchNorm1d',
};

export const linearProjection: Convention = {
  ...usual,
  key: 'linear-projection',
  name: 'Linear projection',
  rule: 'Unbiased variance over axis 0 only; momentum is the weight of the old value; the running variance starts at 0; a Linear(in, out) takes the place of gamma and beta.',
  eps: 1e-3,
  momentum: 0.95,
  momentumWeighs: 'old',
  normalizingVar: 'unbiased',
  storedVar: 'unbiased',
  initialVar: 0,
  statisticsAxes: 'batch',
  channelAxis: -1,
  affine: 'linear',
  source: 'document 002',
};

export const textbook: Convention = {
  ...usual,
  key: 'textbook',
  name: 'Textbook',
  rule: 'Normalizes with and stores the biased variance; keeps running values even where tracking is off; takes [N, C] and [N, C, H, W] only.',
  eps: 1e-5,
  momentum: 0.1,
  momentumWeighs: 'batch',
  storedVar: 'biased',
  inputRanks: [2, 4],
  channelAxis: 1,
  untracked: 'track-anyway',
  source: 'document 004',
};
