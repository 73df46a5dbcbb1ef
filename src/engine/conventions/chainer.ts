import type { Convention } from '../convention.js';
import { usual } from './usual.js';

export const chainer: Convention = {
  ...usual,
  key: 'chainer',
  name: 'Chainer',
  rule: 'Stores the unbiased variance, of one value the biased one; decay is the weight of the old value; eps is twice that of PyTorch. Before version 5 the variance started at 0.',
  eps: 2e-5,
  momentum: 0.9,
  momentumWeighs: 'old',
  storedVar: 'unbiased',
  unbiasedOfOne: 'biased',
  channelAxis: 1,
  source:
    'chainer/chainer: chainer/links/normalization/batch_normalization.py, chainer/functions/normalization/batch_normalization.py',
};
