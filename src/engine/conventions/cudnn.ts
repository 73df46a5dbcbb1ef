import type { Convention } from '../convention.js';
import { usual } from './usual.js';

export const cudnn: Convention = {
  ...usual,
  key: 'cudnn',
  name: 'cuDNN',
  rule: 'Stores the unbiased variance with a factor given at each call; 1/(1 + n), as here, is the cumulative average.',
  eps: 1e-5,
  momentum: null,
  momentumWeighs: 'batch',
  storedVar: 'unbiased',
  channelAxis: 1,
  source:
    'cuDNN: cudnnBatchNormalizationForwardTraining; tensorflow/tensorflow: tensorflow/core/kernels/fused_batch_norm_op.cc',
};
