import type { Convention } from '../convention.js';

export const pytorch: Convention = {
  key: 'pytorch',
  name: 'PyTorch',
  rule: 'Normalizes with the biased variance, stores the unbiased one; momentum is the weight of the new batch.',
  eps: 1e-5,
  momentum: 0.1,
  momentumWeighs: 'batch',
  normalizingVar: 'biased',
  storedVar: 'unbiased',
  unbiasedOfOne: 'nan',
  average: 'exponential',
  initialMean: 0,
  initialVar: 1,
  statisticsAxes: 'all-but-channel',
  channelAxis: 1,
  affine: 'elementwise',
  oneValue: 'refuse',
  updates: 'forward',
  untracked: 'use-batch',
  varianceAsWritten: 'two-pass',
  source: 'pytorch/pytorch: torch/nn/modules/batchnorm.py, aten/src/ATen/native/Normalization.cpp',
};
