import type { Convention } from '../convention.js';
import { usual } from './usual.js';

export const mxnet: Convention = {
  ...usual,
  key: 'mxnet',
  name: 'MXNet',
  rule: 'Fixes gamma at 1 unless told otherwise, and moves the running values in the backward pass only.',
  eps: 1e-3,
  momentum: 0.9,
  momentumWeighs: 'old',
  storedVar: 'biased',
  channelAxis: 1,
  affine: 'fixed-gamma',
  updates: 'backward',
  source: 'apache/mxnet: src/operator/nn/batch_norm.cc, src/operator/nn/batch_norm-inl.h',
};
