import type { Convention } from '../convention.js';
import { usual } from './usual.js';

export const pytorch: Convention = {
  ...usual,
  key: 'pytorch',
  name: 'PyTorch',
  rule: 'Normalizes with the biased variance, stores the unbiased one; momentum is the weight of the new batch.',
  eps: 1e-5,
  momentum: 0.1,
  momentumWeighs: 'batch',
  storedVar: 'unbiased',
  channelAxis: 1,
  oneValue: 'refuse',
  refusedBatch: 'counts',
  nativeCode: 'pytorch-cpu',
  source: 'pytorch/pytorch: torch/nn/modules/batchnorm.py, aten/src/ATen/native/Normalization.cpp',
};

export const pytorchSync: Convention = {
  ...pytorch,
  key: 'pytorch-sync',
  name: 'PyTorch SyncBatchNorm',
  rule: 'As PyTorch, with the statistics of all ranks merged, weighted by their counts.',
  source: 'pytorch/pytorch: torch/nn/modules/_functions.py (batch_norm_gather_stats_with_counts)',
};

export const frozen: Convention = {
  ...usual,
  key: 'frozen',
  name: 'FrozenBatchNorm2d',
  rule: 'Never looks at the batch: training and eval both use the stored values, and nothing is updated. detectron2 starts the variance at 1 − eps.',
  eps: 1e-5,
  momentum: 0.1,
  momentumWeighs: 'batch',
  storedVar: 'biased',
  average: 'none',
  channelAxis: 1,
  affine: 'frozen',
  updates: 'never',
  nativeCode: 'torchvision-frozen',
  source: 'pytorch/vision: torchvision/ops/misc.py; facebookresearch/detectron2: detectron2/layers/batch_norm.py',
};
