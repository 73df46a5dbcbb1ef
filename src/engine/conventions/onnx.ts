import type { Convention } from '../convention.js';
import { usual } from './usual.js';

export const onnx: Convention = {
  ...usual,
  key: 'onnx',
  name: 'ONNX 14, 15',
  rule: 'Stores the biased variance; momentum is the weight of the old value.',
  eps: 1e-5,
  momentum: 0.9,
  momentumWeighs: 'old',
  storedVar: 'biased',
  channelAxis: 1,
  attributes: 'float32',
  source: 'onnx/onnx: docs/Changelog.md; microsoft/onnxruntime: onnxruntime/core/providers/cpu/nn/batch_norm.h',
};

export const onnx9: Convention = {
  ...onnx,
  key: 'onnx-9',
  name: 'ONNX 7, 9',
  rule: 'The text leaves open which variance is stored; onnxruntime stores the biased one.',
  source: 'onnx/onnx: docs/Changelog.md',
};
