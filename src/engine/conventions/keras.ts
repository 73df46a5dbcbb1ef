import type { Convention } from '../convention.js';
import { usual } from './usual.js';

export const keras: Convention = {
  ...usual,
  key: 'keras',
  name: 'Keras 3',
  rule: 'Stores the biased variance; momentum is the weight of the old value; eps is a hundred times that of PyTorch.',
  eps: 1e-3,
  momentum: 0.99,
  momentumWeighs: 'old',
  storedVar: 'biased',
  channelAxis: -1,
  source: 'keras-team/keras: keras/src/layers/normalization/batch_normalization.py',
};

export const kerasTorch: Convention = {
  ...keras,
  key: 'keras-torch',
  name: 'Keras on PyTorch',
  rule: 'As Keras 3; its torch backend computes the variance as E[x²] − E[x]², which cancels where the mean is large.',
  varianceAsWritten: 'naive',
  source: 'keras-team/keras: keras/src/backend/torch/nn.py (moments)',
};

export const tfFused: Convention = {
  ...keras,
  key: 'tf-fused',
  name: 'tf.keras 2, fused',
  rule: 'Inputs of rank 4 and 5 in tf.keras 2: the fused kernel stores the unbiased variance.',
  storedVar: 'unbiased',
  unbiasedOfOne: 'biased',
  source:
    'keras-team/keras@v2.15.0: keras/layers/normalization/batch_normalization.py; tensorflow/tensorflow: tensorflow/core/kernels/fused_batch_norm_op.cc',
};

export const tfNonfused: Convention = {
  ...keras,
  key: 'tf-nonfused',
  name: 'tf.keras 2, not fused',
  rule: 'Inputs of other ranks in tf.keras 2: the biased variance is stored.',
  source: 'keras-team/keras@v2.15.0: keras/layers/normalization/batch_normalization.py',
};

export const keras23: Convention = {
  ...keras,
  key: 'keras-2.3',
  name: 'Keras 2.3',
  rule: 'Stores the variance over N − 1 − eps instead of N − 1.',
  storedVar: 'eps-corrected',
  source: 'keras-team/keras@2.3.1: keras/layers/normalization.py; keras-team/keras#10443',
};

export const keras21: Convention = {
  ...keras23,
  key: 'keras-2.1',
  name: 'Keras 2.1.4 to 2.2.5',
  rule: 'Stores the variance over N − 1 − eps in a zero-debiased average, which forgets its initial value at the first batch.',
  average: 'zero-debiased',
  source: 'keras-team/keras@2.2.4: keras/layers/normalization.py, keras/backend/tensorflow_backend.py',
};

export const tfjs: Convention = {
  ...keras,
  key: 'tfjs',
  name: 'TensorFlow.js',
  rule: 'As Keras 3: the biased variance is stored, momentum is the weight of the old value.',
  source: 'tensorflow/tfjs: tfjs-layers/src/layers/normalization.ts',
};
