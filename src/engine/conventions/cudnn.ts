import type { Convention } from '../convention.js';

export const cudnn: Convention = {
  key: 'cudnn',
  name: 'cuDNN',
  rule: 'Stores the unbiased variance with a factor given at each call; 1/(1 + n), as here, is the cumulative average.',
  eps: 1e-5,
  momentum: null,
  momentumWeighs: 'batch',
  normalizingVar: 'biased',
  storedVar: 'unbiased',
  unbiasedOfOne: 'nan',
  average: 'exponential',
  initialMean: 0,
  initialVar: 1,
  statisticsAxes: 'all-but-channel',
  inputRanks: null,
  channelAxis: 1,
  affine: 'elementwise',
  oneValue: 'compute',
  updates: 'forward',
  untracked: 'use-batch',
  varianceAsWritten: 'two-pass',
  nativeCode: null,
  renorm: null,
  attributes: 'float64',
  source:
    'cuDNN: cudnnBatchNormalizationForwardTraining; tensorflow/tensorflow: tensorflow/core/kernels/fused_batch_norm_op.cc',
};
