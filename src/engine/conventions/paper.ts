import type { Convention } from '../convention.js';
import { usual } from './usual.js';

export const paper: Convention = {
  ...usual,
  key: 'paper',
  name: 'Ioffe and Szegedy 2015',
  rule: 'Eval uses the mean of all batch means and of all unbiased batch variances.',
  eps: 1e-5,
  momentum: null,
  momentumWeighs: 'batch',
  storedVar: 'unbiased',
  average: 'mean-of-batches',
  initialMean: null,
  initialVar: null,
  channelAxis: 1,
  source: 'arXiv:1502.03167, algorithm 2',
};

export const preciseBn: Convention = {
  ...paper,
  key: 'precise-bn',
  name: 'Precise BN',
  rule: 'Eval uses the mean and the biased variance of all values of all batches together, so that the variance between batches counts.',
  storedVar: 'biased',
  average: 'population',
  source: 'facebookresearch/fvcore: fvcore/nn/precise_bn.py',
};
