import type { Convention } from '../convention.js';
import { usual } from './usual.js';

export const caffe: Convention = {
  ...usual,
  key: 'caffe',
  name: 'Caffe BatchNorm + Scale',
  rule: 'Keeps decaying sums of the batch statistics and of their weights, and divides; the variance is unbiased. gamma and beta are those of the Scale layer behind it.',
  eps: 1e-5,
  momentum: 0.999,
  momentumWeighs: 'old',
  storedVar: 'unbiased',
  unbiasedOfOne: 'biased',
  average: 'normalized-sum',
  initialVar: 0,
  channelAxis: 1,
  source: 'BVLC/caffe: src/caffe/layers/batch_norm_layer.cpp',
};
